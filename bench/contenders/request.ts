import type { Setting } from '../job.js';
import { KEY, MODEL, PROMPT } from './Contender.js';

/** The request of the contenders that are no client: what such a client would send. */
export const requestOf = ({ baseUrl, wire }: Setting) => ({
  url: wire === 'chat' ? `${baseUrl}/chat/completions` : `${baseUrl}/responses`,
  headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${KEY}` },
  body: JSON.stringify(
    wire === 'chat'
      ? { model: MODEL, messages: [{ role: 'user', content: PROMPT }], stream: true }
      : { model: MODEL, input: PROMPT, stream: true },
  ),
});
