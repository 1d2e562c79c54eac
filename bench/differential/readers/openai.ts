import OpenAI from 'openai';
import { parsed, playing, type Reader, type Reading } from '../Reading.js';

const clientOf = (bytes: Uint8Array): OpenAI =>
  new OpenAI({ baseURL: 'https://p.test/v1', apiKey: 'k', maxRetries: 0, fetch: playing(bytes) });

/** A count in the details of the usage. The types of the package promise details that servers leave out. */
const countIn = (details: unknown, name: string): number => {
  if (typeof details !== 'object' || details === null) return 0;
  const [, count]: readonly unknown[] = Object.entries(details).find(([key]) => key === name) ?? [];
  return typeof count === 'number' ? count : 0;
};

const FAILED = { usage: null, status: 'failed', finish: null } as const;

const responses = async (bytes: Uint8Array): Promise<Reading> => {
  let text = '';
  try {
    const stream = clientOf(bytes).responses.stream({ model: 'm', input: 'x' });
    for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta;
    const { output, usage, status, incomplete_details } = await stream.finalResponse();
    return {
      text,
      calls: output.flatMap((item) =>
        item.type === 'function_call' ? [{ id: item.call_id, name: item.name, input: parsed(item.arguments) }] : [],
      ),
      usage: usage
        ? {
            input: usage.input_tokens,
            output: usage.output_tokens,
            total: usage.total_tokens,
            cached: countIn(usage.input_tokens_details, 'cached_tokens'),
            reasoning: countIn(usage.output_tokens_details, 'reasoning_tokens'),
          }
        : null,
      status: status === 'completed' || status === 'incomplete' ? status : 'failed',
      finish: incomplete_details?.reason ?? null,
    };
  } catch {
    return { text, calls: [], ...FAILED };
  }
};

/** The package leaves the meaning of a finish reason to its user; these are the documented ones of a cut answer. */
const CUT: readonly (string | null)[] = ['length', 'content_filter'];

const chat = async (bytes: Uint8Array): Promise<Reading> => {
  let text = '';
  try {
    const stream = clientOf(bytes).chat.completions.stream({ model: 'm', messages: [{ role: 'user', content: 'x' }] });
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    const { choices, usage } = await stream.finalChatCompletion();
    const [choice] = choices;
    const finish: string | null = choice?.finish_reason ?? null;
    return {
      text,
      calls: (choice?.message.tool_calls ?? []).flatMap((call) =>
        call.type === 'function'
          ? [{ id: call.id, name: call.function.name, input: parsed(call.function.arguments) }]
          : [],
      ),
      usage: usage
        ? {
            input: usage.prompt_tokens,
            output: usage.completion_tokens,
            total: usage.total_tokens,
            cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
            reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
          }
        : null,
      status: CUT.includes(finish) ? 'incomplete' : 'completed',
      finish,
    };
  } catch {
    return { text, calls: [], ...FAILED };
  }
};

/** Reads with the helper `stream()` of the package `openai`, which puts the answer together. */
export const openai: Reader = { responses, chat };
