import * as t from 'io-ts';
import { isStaleCode, type StaleCode } from '../../protocol/errors/failureCodes.js';
import { nullish } from '../../protocol/codec/json.js';

const text = nullish(t.string);

/** A frame with which a WebSocket server reports an error. */
const ErrorFrame = t.intersection([
  t.type({ type: t.literal('error') }),
  t.partial({
    status: t.unknown,
    status_code: t.unknown,
    error: nullish(t.partial({ type: text, code: text, message: text })),
    headers: t.unknown,
  }),
]);

/** The default message for a connection that has reached the limit of 60 minutes. */
// docs/wire.md, section 9.4
const CONNECTION_LIMIT =
  'Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.';

/** The content of an error frame: a stale connection, or the status and headers of the same error over HTTP. */
export type FrameError =
  | { readonly type: 'stale'; readonly code: StaleCode; readonly detail: string }
  | { readonly type: 'http'; readonly status: number; readonly headers: Readonly<Record<string, string>> };

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

const headersOf = (headers: unknown): Readonly<Record<string, string>> =>
  typeof headers === 'object' && headers !== null
    ? Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) => {
          const said = asText(value);
          return said === undefined ? [] : [[name.toLowerCase(), said] as const];
        }),
      )
    : {};

const isErrorStatus = (status: unknown): status is number =>
  typeof status === 'number' &&
  Number.isInteger(status) &&
  status >= 100 &&
  status <= 599 &&
  !(status >= 200 && status < 300);

/**
 * Reads an error frame of a WebSocket. Returns undefined for any other frame. An error frame without a status is also
 * undefined here, because it is an `error` event, as over HTTP.
 */
// docs/wire.md, section 9.4
export const readErrorFrame = (frame: unknown): FrameError | undefined => {
  if (!ErrorFrame.is(frame)) return undefined;
  const { error, headers } = frame;
  if (isStaleCode(error?.code)) return { type: 'stale', code: error.code, detail: error.message ?? CONNECTION_LIMIT };
  const status = frame.status ?? frame.status_code;
  return error && isErrorStatus(status) ? { type: 'http', status, headers: headersOf(headers) } : undefined;
};
