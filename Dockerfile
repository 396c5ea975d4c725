FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
COPY scripts scripts
COPY src src
COPY tools tools
RUN npm ci

FROM node:24-slim
LABEL io.modelcontextprotocol.server.name="io.github.caspio-mcp/caspio-mcp"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/dist dist
USER node
ENTRYPOINT ["node", "dist/main.js"]
