FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
COPY scripts/build.mjs scripts/shims.mjs scripts/
COPY src src
COPY tools tools
# Also builds, as its prepare step.
RUN npm ci

FROM node:24-slim
LABEL io.modelcontextprotocol.server.name="io.github.caspio-mcp/caspio-mcp"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/dist dist
COPY docker/health.mjs docker/
# What outlives a container, if CASPIO_MCP_DATA_DIR=/data is set.
RUN install -d -o node -g node -m 700 /data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["node", "docker/health.mjs"]
ENTRYPOINT ["node", "dist/main.js"]
