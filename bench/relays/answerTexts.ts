// What one writes by hand to read an answer: fetch, cut at blank lines, parse, pass on. Without back-pressure and errors.
import { BASE_URL } from './measured.js';

const isDelta = (value: unknown): value is { readonly delta: string } =>
  typeof value === 'object' && value !== null && 'delta' in value && typeof value.delta === 'string';

/** Requests an answer and writes its deltas as server-sent events. */
export const answerTexts = async (write: (text: string) => void, signal: AbortSignal): Promise<void> => {
  const { body } = await fetch(`${BASE_URL}/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', input: 'hi', stream: true }),
    signal,
  });
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body ?? []) {
    const frames = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      const value: unknown = data === undefined ? undefined : JSON.parse(data);
      if (isDelta(value)) write(`data: ${JSON.stringify({ type: 'output_text_delta', delta: value.delta })}\n\n`);
    }
  }
};
