import type { ApiErrorData } from './apiErrorData.js';

const PREFIX = 'WS_CLOSE_';

/** Returns the `code` of the error for a WebSocket that was closed with a close frame, e.g. `WS_CLOSE_1011`. */
export const codeOfClose = (closeCode: number): string => `${PREFIX}${closeCode}`;

/** Returns the code of the close frame that caused an error. Returns undefined for every other error. */
export const closeCodeOf = ({ type, ...rest }: ApiErrorData): number | undefined => {
  const code = type === 'stream' && 'code' in rest ? rest.code : undefined;
  return code?.startsWith(PREFIX) === true ? Number(code.slice(PREFIX.length)) : undefined;
};

/** The close code for a message that is too large (RFC 6455, 7.4.1). */
export const TOO_BIG = 1009;
