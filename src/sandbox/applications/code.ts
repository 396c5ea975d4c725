import { incorrectQuery, objectNotFound } from '../errors.js';
import { ACCOUNT } from '../identity.js';
import type { Application, DataPage } from './application.js';

/**
 * What goes into a web page, by the method's letter. The URL is Caspio's form; the wording of the other snippets is
 * inferred.
 */
const SNIPPETS: Readonly<Record<string, (page: DataPage) => string>> = {
  U: pageUrl,
  I: (page) =>
    `<iframe name="${page.AppKey}" title="${escaped(page.Name)}" src="${pageUrl(page)}" width="100%" height="600" ` +
    'frameborder="0">Sorry, but your browser does not support frames.</iframe>',
  E: (page) => `<script type="text/javascript" src="${pageUrl(page)}/emb"></script>`,
  N: (page) => `<% Server.Execute("${pageUrl(page)}"); %>`,
};

const METHOD = /^(iframe|url|embedded|net|[iuen])$/i;

/**
 * The code that shows a deployed page. Throws 400 `IncorrectQueryParameter` for an unknown method, and 404
 * `ObjectNotFound` for a page that is not deployed (our choice).
 */
export function deploymentCode({ deployed }: Application, page: DataPage, method: string): string {
  const snippet = METHOD.test(method) ? SNIPPETS[method.charAt(0).toUpperCase()] : undefined;
  if (!snippet) throw incorrectQuery();
  if (!deployed.has(page.AppKey)) throw objectNotFound();
  return snippet(page);
}

function pageUrl({ AppKey }: DataPage): string {
  return `${ACCOUNT.url}/dp/${AppKey}`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
