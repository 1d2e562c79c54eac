import * as t from 'io-ts';
import { integer, isJsonObject } from '../../protocol/codec/json.js';

/**
 * The program's own name for a failure, e.g. `usageLimitExceeded`, with the HTTP status if it has one. The names are
 * those of codex 0.171; later versions may add more.
 */
export interface CodexErrorInfo {
  readonly name: string;
  readonly status?: number;
}

/** The codec for `CodexErrorInfo`. */
export const CodexErrorInfo: t.Type<CodexErrorInfo, unknown> = t.intersection([
  t.type({ name: t.string }),
  t.partial({ status: t.number }),
]);

/** Reads `codexErrorInfo`: a name, or an object whose only key is the name. Undefined for any other value. */
export const readErrorInfo = (value: unknown): CodexErrorInfo | undefined => {
  if (typeof value === 'string') return { name: value };
  const [entry] = isJsonObject(value) ? Object.entries(value) : [];
  if (entry === undefined) return undefined;
  const [name, facts] = entry;
  const status = isJsonObject(facts) ? facts['httpStatusCode'] : undefined;
  return integer.is(status) ? { name, status } : { name };
};
