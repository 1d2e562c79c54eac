// What the scripted model answers, in place of a model.
import { textAnswer, toolCallAnswer, type RecordedRequest, type Script } from 'codex-rx/server';

const POND = 'An old silent pond. A frog jumps into the pond. Splash! Silence again. ';

const PACE = { tokensPerSecond: 30 };

/** Calls a tool if the last message names one, and else answers with a text. */
export const scriptFor = ({ index, body }: RecordedRequest): Script => {
  const items: readonly unknown[] =
    typeof body === 'object' && body !== null && 'input' in body && Array.isArray(body.input) ? body.input : [];
  const last = JSON.stringify(items.at(-1) ?? '');
  const id = `resp_${index + 1}`;
  if (last.includes('_output"')) return { answer: textAnswer('It is done.', { id }), pace: PACE };
  if (last.includes('weather'))
    return { answer: toolCallAnswer({ name: 'weather', arguments: { city: 'Kyoto' } }, { id }), pace: PACE };
  if (last.includes('mail'))
    return {
      answer: toolCallAnswer({ name: 'send_mail', arguments: { to: 'basho@pond.example' } }, { id }),
      pace: PACE,
    };
  return { answer: textAnswer(POND.repeat(3).trim(), { id }), pace: PACE };
};
