import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { isErrorEvent } from '../../protocol/errors/errorBody.js';
import { isStaleCode, type StaleCode } from '../../protocol/errors/meaning/failureCodes.js';

/** The message of a connection that has lived for an hour, for servers that send the code alone. */
// docs/wire.md, section 9.4
const CONNECTION_LIMIT =
  'Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.';

/** An error frame after its check: a stale connection, or the response that HTTP would have given. */
export type FrameError =
  | { readonly type: 'stale'; readonly code: StaleCode; readonly detail: string }
  | { readonly type: 'http'; readonly status: number; readonly headers: Readonly<Record<string, string>> };

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

const headersOf = (headers: unknown): Readonly<Record<string, string>> =>
  isJsonObject(headers)
    ? Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) => {
          const given = asText(value);
          return given === undefined ? [] : [[name.toLowerCase(), given] as const];
        }),
      )
    : {};

/** A status that is no success, as a number or as its text. */
const errorStatus = (value: unknown): number | undefined => {
  const status = typeof value === 'string' && /^\d{3}$/.test(value.trim()) ? Number(value) : value;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  return status >= 100 && status <= 599 && !(status >= 200 && status < 300) ? status : undefined;
};

/** The object that holds the code and the message: the member `error`, or the frame itself. */
const errorIn = (frame: JsonObject): JsonObject => (isJsonObject(frame['error']) ? frame['error'] : frame);

/**
 * Reads a frame by which a WebSocket server reports an error; undefined for any other frame. The status counts whatever
 * the shape of the error is: nested, flat, a text, null or absent. A frame without a status is an `error` event, as over
 * HTTP.
 */
// docs/wire.md, section 9.4
export const readErrorFrame = (frame: unknown): FrameError | undefined => {
  if (!isJsonObject(frame) || !isErrorEvent(frame['type'])) return undefined;
  const error = errorIn(frame);
  const code = nonEmptyText(error['code']) ?? nonEmptyText(frame['code']);
  if (isStaleCode(code)) return { type: 'stale', code, detail: nonEmptyText(error['message']) ?? CONNECTION_LIMIT };
  const status = [frame['status'], frame['status_code'], error['status'], error['status_code']]
    .flatMap((each) => errorStatus(each) ?? [])
    .at(0);
  if (status === undefined) return undefined;
  return { type: 'http', status, headers: headersOf(frame['headers'] ?? error['headers']) };
};
