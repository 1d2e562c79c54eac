/** Creates an id that cannot be guessed. `crypto.randomUUID` is absent from pages without https. */
export const createRelayId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
