import type { Redactor } from './Redactor.js';

/** The redactors of the calls that emitted an object. An entry is gone with its object. */
const redactors = new WeakMap<object, Redactor>();

/** Keeps the redactor of the call that emits an event or an error. */
export const keepSecrets = (emitted: object, redactor: Redactor): void => {
  redactors.set(emitted, redactor);
};

/**
 * Adds the credentials of the call that emitted an event or an error. A tool loop does not know the client that answers
 * it, and the model may repeat a key of that client in the arguments of a tool.
 */
export const learnSecretsOf = (emitted: unknown, redactor: Redactor): void => {
  if (typeof emitted !== 'object' || emitted === null) return;
  const known = redactors.get(emitted);
  if (known !== undefined) redactor.learnValues(known.values());
};
