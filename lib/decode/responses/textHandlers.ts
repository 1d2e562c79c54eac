import { isJsonObject, isPresent, nonEmptyText, writeJsonText } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { textEvent, type TextKind, type TextPlace } from '../text/textEvent.js';
import type { OnFrame, Stream } from './Stream.js';

/** The index of a part; absent and null are the same. */
const partOf = (index: unknown): number | undefined => (typeof index === 'number' ? index : undefined);

/** Emits a piece of text, without the half of a character at its end. */
export const emitDelta = (
  { text, observer }: Stream,
  kind: TextKind,
  place: TextPlace,
  part: number | undefined,
  delta: string,
): void => {
  const whole = text.add(kind, place, part, delta);
  // Half a character is held back; an empty delta of the server passes.
  if (whole !== '' || delta === '') observer.next(textEvent(kind, place, part, whole));
};

/** Emits the part of a whole text that the deltas before it have not held. */
const emitRest = (
  { text, observer }: Stream,
  kind: TextKind,
  place: TextPlace,
  part: number | undefined,
  whole: string,
): void => {
  const rest = text.rest(kind, place, part, whole);
  if (rest !== '') observer.next(textEvent(kind, place, part, rest));
};

const isPlaced = ({ item_id, output_index }: TextPlace): boolean =>
  typeof item_id === 'string' || typeof output_index === 'number';

/** Handles a frame that repeats a whole text after its deltas. Without a place, it belongs to no item. */
const onWhole =
  (kind: TextKind, textKey: string, indexKey: string): OnFrame =>
  (frame, stream) => {
    stream.emitMetadata(frame);
    const whole = frame[textKey];
    const part = partOf(frame[indexKey]);
    if (typeof whole !== 'string') {
      if (isPresent(whole)) stream.observer.skip(`expected a text in ${textKey}`);
    } else if (isPlaced(frame) || stream.text.has(kind, frame, part)) emitRest(stream, kind, frame, part, whole);
    else if (whole !== '') stream.observer.skip('a text without item_id and output_index');
  };

/** Handles a frame that repeats the input of a call as a whole. */
export const onWholeInput =
  (textKey: 'arguments' | 'input'): OnFrame =>
  (frame, stream) => {
    stream.emitMetadata(frame);
    const given = frame[textKey];
    // Some servers send the object itself.
    const whole = isJsonObject(given) ? writeJsonText(given) : given;
    if (typeof whole !== 'string') {
      if (isPresent(whole)) stream.observer.skip(`expected a text in ${textKey}`);
      return;
    }
    if (typeof frame['item_id'] !== 'string' && typeof frame['call_id'] !== 'string') {
      if (whole !== '') stream.observer.skip('a tool input without item_id and call_id');
      return;
    }
    const rest = stream.text.rest('input', frame, undefined, whole);
    const name = nonEmptyText(frame['name']);
    if (name !== undefined && textKey === 'arguments') stream.calls.addWhole(frame, name, whole);
    if (rest === '') return;
    stream.calls.addInput(frame, rest);
    stream.observer.next(textEvent('input', frame, undefined, rest));
  };

/** The kind and the text of a part of a message or of reasoning. */
const textIn = (part: unknown): readonly [TextKind, string] | undefined => {
  if (!isJsonObject(part)) return undefined;
  const { type, text, refusal, transcript } = part;
  if (type === 'refusal' && typeof refusal === 'string') return ['refusal', refusal];
  if (type === 'output_audio' && typeof transcript === 'string') return ['transcript', transcript];
  if (typeof text !== 'string') return undefined;
  if (type === 'output_text' || type === 'text') return ['text', text];
  return type === 'reasoning_text' ? ['reasoning', text] : undefined;
};

const onPartDone: OnFrame = (frame, stream) => {
  stream.emitMetadata(frame);
  const given = textIn(frame['part']);
  if (given === undefined || !isPlaced(frame)) return;
  const [kind, whole] = given;
  // Servers put reasoning_text with a content index; hosted parts have none of these texts.
  emitRest(stream, kind, frame, partOf(frame['content_index']), whole);
};

const onSummaryPartDone: OnFrame = (frame, stream) => {
  stream.emitMetadata(frame);
  const { part } = frame;
  if (isJsonObject(part) && typeof part['text'] === 'string' && isPlaced(frame))
    emitRest(stream, 'summary', frame, partOf(frame['summary_index']), part['text']);
};

const onTranscriptDelta: OnFrame = (frame, stream) => {
  stream.emitMetadata(frame);
  const { delta } = frame;
  if (typeof delta === 'string') emitDelta(stream, 'transcript', frame, undefined, delta);
  else stream.observer.skip('expected a text in delta');
};

/** Frames that repeat a text as a whole, by their type. */
export const wholeTextHandlers: ReadonlyMap<string, OnFrame> = new Map<string, OnFrame>([
  ['response.output_text.done', onWhole('text', 'text', 'content_index')],
  ['response.refusal.done', onWhole('refusal', 'refusal', '')],
  ['response.reasoning_text.done', onWhole('reasoning', 'text', 'content_index')],
  ['response.content_part.done', onPartDone],
  ['response.reasoning_summary_part.done', onSummaryPartDone],
  ['response.audio.transcript.delta', onTranscriptDelta],
  ['response.output_audio_transcript.delta', onTranscriptDelta],
  ['response.audio_transcript.delta', onTranscriptDelta],
  ['response.output_audio_transcript.done', onWhole('transcript', 'transcript', '')],
  ['response.audio_transcript.done', onWhole('transcript', 'transcript', '')],
]);

/** The texts of an item, with the indexes of their parts. */
const textsOf = (item: ResponseItem): readonly (readonly [TextKind, number | undefined, string])[] => {
  switch (item.type) {
    case 'function_call':
      return [['input', undefined, item.arguments]];
    case 'custom_tool_call':
      return [['input', undefined, item.input]];
    case 'message':
      return item.content.flatMap((part, index) => {
        const given = textIn(part.type === 'other' ? part.raw : part);
        return given === undefined ? [] : [[given[0], given[0] === 'refusal' ? undefined : index, given[1]] as const];
      });
    case 'reasoning':
      return [
        ...item.summary.map((part, index) => ['summary', index, part.type === 'other' ? '' : part.text] as const),
        ...(item.content ?? []).map(
          (part, index) => ['reasoning', index, part.type === 'other' ? '' : part.text] as const,
        ),
      ];
    default:
      return [];
  }
};

/**
 * Emits what the deltas of an item have left out, before the item itself. A text without any delta is not repeated as a
 * delta, because the item holds it, unless the item was not announced.
 */
export const emitMissing = (item: ResponseItem, place: TextPlace, stream: Stream, isUnknown: boolean): void => {
  for (const [kind, part, whole] of textsOf(item)) {
    // Some servers number no parts.
    const known = stream.text.has(kind, place, part) ? part : undefined;
    const hasBegun = stream.text.has(kind, place, known);
    if (hasBegun) emitRest(stream, kind, place, known, whole);
    else if (isUnknown && (kind === 'text' || kind === 'refusal')) emitRest(stream, kind, place, part, whole);
  }
};

const MESSAGE_KINDS: readonly TextKind[] = ['text', 'refusal', 'transcript'];
const REASONING_KINDS: readonly TextKind[] = ['reasoning', 'summary'];
const CALL_KINDS: readonly TextKind[] = ['input'];
const HOSTED_KINDS: readonly TextKind[] = ['hosted_input'];

/** The kinds of text that an item has. */
export const kindsOf = ({ type }: ResponseItem): readonly TextKind[] => {
  if (type === 'message') return MESSAGE_KINDS;
  if (type === 'reasoning') return REASONING_KINDS;
  return type === 'function_call' || type === 'custom_tool_call' ? CALL_KINDS : HOSTED_KINDS;
};
