import { reasonOf } from '../../protocol/errors/reasonOf.js';

/** An error response of the server itself, in the shape of the OpenAI API. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly code: string | null;
    readonly param: null;
  };
}

const invalid = (status: number, code: string | null, message: string): Refusal => ({
  status,
  error: { message, type: 'invalid_request_error', code, param: null },
});

export const unknownPath = (method: string, path: string): Refusal =>
  invalid(404, 'unknown_url', `This server has no endpoint ${method} ${path}.`);

export const wrongMethod = (method: string, path: string, allow: string): Refusal => ({
  ...invalid(405, 'method_not_supported', `${path} accepts ${allow}, not ${method}.`),
  headers: { allow },
});

export const foreignHost = (): Refusal =>
  invalid(421, 'foreign_host', 'This server answers at 127.0.0.1 and localhost only; use its baseUrl.');

export const foreignOrigin = (): Refusal =>
  invalid(403, 'foreign_origin', 'Pages of this origin may not use the server; name it in the option origins.');

/** Repeats the key, as real servers do. Clients must redact the message. */
export const wrongKey = (key: string | undefined): Refusal =>
  invalid(
    401,
    'invalid_api_key',
    key === undefined ? 'No API key was provided.' : `Incorrect API key provided: ${key}.`,
  );

export const bodyTooLarge = (limit: number): Refusal =>
  invalid(413, 'request_too_large', `The body must be at most ${limit} bytes long; send a shorter one.`);

export const bodyEncoded = (encoding: string, hint: string): Refusal =>
  invalid(
    415,
    'unsupported_content_encoding',
    `The content encoding ${JSON.stringify(encoding)} is not supported: ${hint}.`,
  );

export const bodyTorn = (encoding: string): Refusal =>
  invalid(400, 'invalid_content_encoding', `The body could not be decoded with its content encoding: ${encoding}.`);

export const bodyNotJson = (): Refusal => invalid(400, null, 'The body must be a JSON object.');

export const otherUpgrade = (protocol: string): Refusal =>
  invalid(400, 'unsupported_upgrade', `This server supports upgrades to websocket, not to ${protocol}.`);

export const badHandshake = (reason: string): Refusal => invalid(400, 'invalid_handshake', `${reason}.`);

/** Returns a refusal with status 426, which makes a client fall back to HTTP. */
export const noWebSocket = (): Refusal => ({
  status: 426,
  error: {
    message: 'The scripted server needs the package ws to accept WebSockets. Install it: npm install ws',
    type: 'server_error',
    code: 'websocket_unavailable',
    param: null,
  },
});

export const messageNotJson = (): Refusal => invalid(400, null, 'The message must be a JSON object.');

export const wrongMessage = (type: unknown): Refusal =>
  invalid(400, 'unknown_message', `The type of a message must be "response.create", got ${JSON.stringify(type)}.`);

export const unknownResponse = (id: unknown): Refusal =>
  invalid(400, 'previous_response_not_found', `Previous response with id ${JSON.stringify(id)} not found.`);

export const responseNotFound = (id: string): Refusal =>
  invalid(404, 'response_not_found', `Response with id ${JSON.stringify(id)} not found.`);

export const scriptFailed = (cause: unknown): Refusal => ({
  status: 500,
  error: {
    message: `The script failed: ${reasonOf(cause)}`,
    type: 'server_error',
    code: 'script_failed',
    param: null,
  },
});
