import { type ReadResourceResult, ResourceNotFoundError, type Server } from '@modelcontextprotocol/server';
import { PNG } from './fixture.js';

const read: Readonly<Record<string, ReadResourceResult['contents'][number]>> = {
  'test://static-text': {
    uri: 'test://static-text',
    mimeType: 'text/plain',
    text: 'This is the content of the static text resource.',
  },
  'test://static-binary': { uri: 'test://static-binary', mimeType: PNG.mimeType, blob: PNG.data },
};

/** Two resources, a template, and subscriptions that are taken note of by nobody. */
export function addResources(server: Server): void {
  server.setRequestHandler('resources/list', () => ({
    resources: Object.values(read).map(({ uri, mimeType }) => ({
      uri,
      name: uri,
      description: 'Static',
      ...(mimeType && { mimeType }),
    })),
  }));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: [{ uriTemplate: 'test://template/{id}/data', name: 'template' }],
  }));
  server.setRequestHandler('resources/read', ({ params: { uri } }) => {
    const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
    const content = id === undefined ? read[uri] : fromTemplate(uri, id);
    if (!content) throw new ResourceNotFoundError(uri);
    return { contents: [content] };
  });
  server.setRequestHandler('resources/subscribe', () => ({}));
  server.setRequestHandler('resources/unsubscribe', () => ({}));
}

const fromTemplate = (uri: string, id: string) => ({
  uri,
  mimeType: 'application/json',
  text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
});
