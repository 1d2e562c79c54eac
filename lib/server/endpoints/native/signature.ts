import { createHash } from 'node:crypto';

/** Characters of a signature: enough that two texts do not share one by chance. */
const LENGTH = 24;

/** Returns the signature that this server gives a text. It can check later that the text and the signature are its own. */
export const signatureOf = (text: string): string =>
  createHash('sha256').update(`signed: ${text}`).digest('base64').slice(0, LENGTH);

/** Returns the signature of a function call of Gemini. */
export const callSignature = (name: unknown, args: unknown): string =>
  signatureOf(`${String(name)} ${JSON.stringify(args)}`);
