import { RESPONSES_ONLY_ITEMS } from '../responsesOnlyItems.js';
import { argumentsText } from '../../protocol/callArguments.js';
import type { ContentItem } from '../../protocol/ContentItem.js';
import { fold } from '../../protocol/codec/fold.js';
import { isJsonObject, parseJsonText, type JsonObject } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { LOCAL_SHELL } from '../localShell.js';
import { geminiParts, signatureOf } from './geminiParts.js';

/** One content of a Gemini request. */
export interface Content {
  readonly role: 'user' | 'model';
  readonly parts: unknown[];
}

/** The properties of a model and its host that change the history. */
export interface ContentsTarget {
  /** Set to true to send no ids of calls: Vertex does not know them. */
  readonly withoutIds: boolean;
  /** Set to true for models that refuse a call without the signature that they gave it. */
  readonly signed: boolean;
}

/** The signature that the API accepts for a call of another model. */
// docs/wire.md, section 15.4
const ANY_SIGNATURE = { thoughtSignature: 'skip_thought_signature_validator' };

/** The content that is being built. The results of functions must not share a content with text. */
type Kind = 'user' | 'model' | 'results';

/**
 * Builds the contents of a conversation. Neighbouring items of one role share a content, with their parts in order. The
 * results of all calls of a model's content stand in the content after it. Signatures go back on the part that they came
 * with.
 */
export const geminiContents = (items: readonly ResponseItem[], target: ContentsTarget): readonly Content[] => {
  const contents: Content[] = [];
  let kind: Kind | undefined;
  const calls = new Map<string, { readonly name: string; readonly id: JsonObject }>();

  const append = (next: Kind, parts: readonly unknown[]): void => {
    if (parts.length === 0) return;
    const last = contents.at(-1);
    if (kind === next && last !== undefined) last.parts.push(...parts);
    else contents.push({ role: next === 'model' ? 'model' : 'user', parts: [...parts] });
    kind = next;
  };
  const hasCall = (): boolean =>
    kind === 'model' && (contents.at(-1)?.parts ?? []).some((part) => isJsonObject(part) && 'functionCall' in part);

  const appendCall = (call: {
    readonly call_id: string;
    readonly name: string;
    readonly args: unknown;
    readonly item: object;
  }): void => {
    const { made_id }: Record<string, unknown> = { ...call.item };
    const id = target.withoutIds || made_id === true ? {} : { id: call.call_id };
    calls.set(call.call_id, { name: call.name, id });
    const signature = signatureOf(call.item);
    const isUnproved = target.signed && !hasCall() && signature.thoughtSignature === undefined;
    append('model', [
      { functionCall: { ...id, name: call.name, args: call.args }, ...(isUnproved ? ANY_SIGNATURE : signature) },
    ]);
  };
  const appendResult = (item: { readonly call_id: string; readonly output: string | readonly ContentItem[] }): void => {
    const { name, id } = calls.get(item.call_id) ?? { name: item.call_id, id: {} };
    const parts = typeof item.output === 'string' ? [{ text: item.output }] : geminiParts(item.output);
    const texts = parts.flatMap((part) =>
      isJsonObject(part) && typeof part['text'] === 'string' ? [part['text']] : [],
    );
    const files = parts.filter((part) => !isJsonObject(part) || typeof part['text'] !== 'string');
    const { is_error }: Record<string, unknown> = { ...item };
    append('results', [
      {
        functionResponse: {
          ...id,
          name,
          response: { [is_error === true ? 'error' : 'output']: texts.join('\n\n') },
          ...(files.length === 0 ? {} : { parts: files }),
        },
      },
    ]);
  };
  const write = fold<ResponseItem, unknown>({
    message: ({ role, content }) => append(role === 'assistant' ? 'model' : 'user', geminiParts(content)),
    reasoning: (item) => {
      const signature = signatureOf(item);
      if (signature.thoughtSignature === undefined) return; // unsigned thoughts are of no use to the server
      const text = item.summary.map((part) => (part.type === 'summary_text' ? part.text : '')).join('');
      append('model', [{ text, thought: true, ...signature }]);
    },
    function_call: (item) =>
      appendCall({
        call_id: item.call_id,
        name: item.name,
        args: parseJsonText(argumentsText(item.arguments)),
        item,
      }),
    custom_tool_call: (item) => appendCall({ ...item, args: { input: item.input }, item }),
    local_shell_call: (item) =>
      appendCall({ call_id: item.call_id ?? item.id ?? '', name: LOCAL_SHELL, args: item.action, item }),
    function_call_output: appendResult,
    custom_tool_call_output: appendResult,
    other: ({ wire, raw }) => {
      if (wire === 'gemini' && isJsonObject(raw) && !('continuationToken' in raw)) append('model', [raw]);
    },
    ...RESPONSES_ONLY_ITEMS,
  });

  for (const item of items) write(item);
  // With the token, the server continues the answer that it has. The request is that of the answer.
  return kind === 'model' && continuationOf(items) !== undefined ? contents.slice(0, -1) : contents;
};

/** Returns the token with which the server continues the last answer, if it paused. */
export const continuationOf = (items: readonly ResponseItem[]): unknown => {
  const last = items.at(-1);
  return last?.type === 'other' && last.wire === 'gemini' && isJsonObject(last.raw)
    ? last.raw['continuationToken']
    : undefined;
};
