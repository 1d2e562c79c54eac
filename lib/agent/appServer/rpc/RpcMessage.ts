import { isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';

/** The id of a request. Each side counts its own. */
export type RpcId = string | number;

/** A request of the program. It waits until it is answered. */
export interface RpcRequest {
  readonly type: 'request';
  readonly id: RpcId;
  readonly method: string;
  readonly params: JsonObject;
}

/** A notification of the program. */
export interface RpcNotification {
  readonly type: 'notification';
  readonly method: string;
  readonly params: JsonObject;
}

/** A line of the program: the answer to a request, a request of its own, or a notification. */
export type RpcMessage =
  | { readonly type: 'result'; readonly id: RpcId; readonly result: unknown }
  | { readonly type: 'failure'; readonly id: RpcId; readonly code: number; readonly message: string }
  | RpcRequest
  | RpcNotification;

const isId = (value: unknown): value is RpcId => typeof value === 'string' || typeof value === 'number';

/**
 * Reads one line. A `method` with an `id` is a request, an `id` alone an answer. Undefined for a line that is neither,
 * which the program ignores in the other direction too.
 */
// docs/wire.md, section 13.4
export const readRpcMessage = (json: unknown): RpcMessage | undefined => {
  if (!isJsonObject(json)) return undefined;
  const { id, method, error, result } = json;
  const params = isJsonObject(json['params']) ? json['params'] : {};
  if (typeof method === 'string')
    return isId(id) ? { type: 'request', id, method, params } : { type: 'notification', method, params };
  if (!isId(id)) return undefined;
  if (!isJsonObject(error)) return { type: 'result', id, result };
  const { code, message } = error;
  return {
    type: 'failure',
    id,
    code: typeof code === 'number' ? code : 0,
    message: typeof message === 'string' ? message : 'no reason was given',
  };
};
