import { isJsonObject } from '../../protocol/codec/json.js';
import { kindOf } from '../../protocol/codec/kindOf.js';
import { clientFault } from '../http/clientFault.js';
import { socketFault } from '../websocket/SocketSession.js';

/** The names of the options of a fallback. */
const FALLBACK = ['provider', 'auth', 'retryBudget', 'model'];

const fallbackFault = (fallback: unknown, index: number): string | undefined => {
  const name = `fallbacks[${index}]`;
  const fault = clientFault(fallback, { name, names: FALLBACK, prefix: `${name}: ` });
  if (fault !== undefined) return fault;
  const model = isJsonObject(fallback) ? fallback['model'] : undefined;
  return model === undefined || (typeof model === 'string' && model !== '')
    ? undefined
    : `${name}: the model must be a name, got ${kindOf(model)}`;
};

/**
 * Describes what is wrong with the options that only a `RoutedClient` has. Returns undefined if nothing is. A fallback is
 * checked before it is needed: otherwise it would be found only during an outage of the first provider.
 */
export const routedFault = (options: object): string | undefined => {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const { fallbacks = [], failOverWhen, websocket, websocketOptions } = given;
  if (!Array.isArray(fallbacks))
    return `fallbacks must be a list, got ${kindOf(fallbacks)}; write fallbacks: [{ provider }]`;
  if (failOverWhen !== undefined && typeof failOverWhen !== 'function')
    return `failOverWhen must be a function, got ${kindOf(failOverWhen)}`;
  return (
    fallbacks.map(fallbackFault).find((fault) => fault !== undefined) ?? socketFault({ websocketOptions, websocket })
  );
};
