/** How other programs use a sandbox that listens at `url`, ready to be pasted. */
export interface Ways {
  /** What an MCP server, ours or another, is set up with. */
  readonly settings: string;
  readonly curl: string;
  /** For Postman, Insomnia, n8n and whatever else asks for OAuth 2 settings. */
  readonly oauth: string;
}

export const waysInto = (url: string): Ways => ({
  settings: `CASPIO_INTEGRATION_URL=${url}
CASPIO_CLIENT_ID=sandbox
CASPIO_CLIENT_SECRET=sandbox`,
  curl: `TOKEN=$(curl -s ${url}/oauth/token -d grant_type=client_credentials -d client_id=sandbox -d client_secret=sandbox | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -s ${url}/integrations/rest/v3/tables -H "Authorization: Bearer $TOKEN"`,
  oauth: `Grant type: Client Credentials
Access token URL: ${url}/oauth/token
Client ID: sandbox
Client secret: sandbox
Client authentication: in the body
Requests: ${url}/integrations/rest/v3/tables`,
});
