import type { Answer, Cut } from './job.js';

const isCut = (text: string): text is Cut => /^(big|evt|tiny|paced-\d+)$/.test(text);

/** The base URL of an answer: it says in its path what the server is to play. */
export const baseUrlOf = (port: number, { cut, deltas, size }: Answer): string =>
  `http://127.0.0.1:${port}/${cut}/${deltas}/${size}/v1`;

/** What a request asks for; undefined where it asks for nothing that there is. */
export const answerAt = (url: string): Answer | undefined => {
  const [, cut = '', deltas, size, , ...endpoint] = url.split('/');
  const path = endpoint.join('/');
  if (!isCut(cut) || (path !== 'responses' && path !== 'chat/completions')) return undefined;
  return { wire: path === 'responses' ? 'responses' : 'chat', cut, deltas: Number(deltas), size: Number(size) };
};
