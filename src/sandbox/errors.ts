/**
 * An answer that stands in for a result. Caspio's body is `{Code, Message, Resource, RequestId}`; the codes and
 * texts are those of Caspio REST v3 facts, section 3. Where no text is known the wording is our choice.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const incorrectBody = () =>
  new ApiError(400, 'IncorrectBodyParameter', 'Required body parameter absent or has incorrect format');

export const incorrectQuery = () =>
  new ApiError(400, 'IncorrectQueryParameter', 'Required query parameter absent or has incorrect format');

export const invalidValue = (fields: readonly string[]) =>
  new ApiError(
    400,
    'InvalidInputValue',
    `Cannot perform operation because the value doesn't match the data type of the following field(s): ${fields.join(', ')}`,
  );

export const readOnly = (fields: readonly string[]) =>
  new ApiError(
    400,
    'AlterReadOnlyData',
    `Cannot perform operation because the following field(s) are read-only: ${quotedList(fields)}.`,
  );

export const readOnlyView = (view: string) =>
  new ApiError(400, 'AlterReadOnlyData', `Cannot perform operation because the view '${view}' is read-only.`);

export const sqlServerError = (message: string) => new ApiError(400, 'SqlServerError', message);

export const duplicateOrBlank = (field: string) =>
  sqlServerError(
    `Cannot perform operation because duplicate or blank values are not allowed in field '${field}'.`,
  );

export const referenced = (field: string) =>
  new ApiError(
    400,
    'ReferentialIntegrity',
    `Cannot perform operation because the field '${field}' is referenced by other objects.`,
  );

export const fieldNotFound = (fields: readonly string[]) =>
  new ApiError(
    404,
    'FieldNotFound',
    `Cannot perform operation because the following field(s) do not exist: ${quotedList(fields)}.`,
  );

export const tableNotFound = (table: string) =>
  new ApiError(
    404,
    'TableNotFound',
    `Cannot perform operation because the following table(s) do not exist: '${table}'.`,
  );

export const objectNotFound = () => new ApiError(404, 'ObjectNotFound', 'Requested object not found');

export const fileNotFound = () => new ApiError(404, 'FileNotFound', 'Requested file not found');

export const fileAlreadyExists = (name: string) =>
  new ApiError(
    409,
    'FileAlreadyExists',
    `Cannot perform operation because the file '${name}' already exists in the folder.`,
  );

export const taskNotReady = (task: string) =>
  new ApiError(400, 'TaskNotReady', `Cannot perform operation because the task '${task}' is running.`);

export const userNotActivatable = (status: string) =>
  new ApiError(
    409,
    'Conflict',
    `Cannot perform operation because a user with the status '${status}' cannot be activated.`,
  );

export const unauthorized = () =>
  new ApiError(401, 'Unauthorized', 'Authorization has been denied for this request.', {
    'WWW-Authenticate': 'Bearer',
  });

export const methodNotAllowed = (allowed: readonly string[]) =>
  new ApiError(405, 'MethodNotAllowed', 'The requested resource does not support this HTTP method.', {
    Allow: allowed.join(', '),
  });

export const contentTooLarge = () =>
  new ApiError(413, 'ContentTooLarge', 'The request body is larger than the server takes.');

export const uriTooLong = () =>
  new ApiError(414, 'UriTooLong', 'The request URI is longer than 2,047 characters.');

export const unsupportedMediaType = () =>
  new ApiError(415, 'UnsupportedMediaType', 'The media type of the request body is not supported.');

export const internalError = () => new ApiError(500, 'InternalError', 'Internal error');

function quotedList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
