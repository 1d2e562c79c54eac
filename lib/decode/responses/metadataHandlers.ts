import { isJsonObject, isPresent, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import type { OnFrame } from './Stream.js';

/** The header that carries the state of a turn, as a frame spells it. */
const TURN_STATE = 'x-codex-turn-state';
const MODERATION = 'openai_chatgpt_moderation_metadata';

const headerIn = (headers: unknown, name: string): string | undefined => {
  if (!isJsonObject(headers)) return undefined;
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return nonEmptyText(first);
};

/** Handles `response.metadata`. The model and the verifications in it are read from every frame. */
export const onMetadata: OnFrame = (frame, { observer, emitMetadata }) => {
  emitMetadata(frame);
  const { metadata } = frame;
  const inner: JsonObject = isJsonObject(metadata) ? metadata : {};
  const state = headerIn(frame['headers'], TURN_STATE) ?? headerIn(inner['headers'], TURN_STATE);
  if (state !== undefined) observer.next({ type: 'turn_state', state });
  if (isPresent(inner[MODERATION])) observer.next({ type: 'moderation', metadata: inner[MODERATION] });
  const { safety_buffering } = inner;
  if (isJsonObject(safety_buffering)) observer.next({ type: 'safety_buffering', details: safety_buffering });
};

/** Handles a frame that reports that the output is held back for a check. Its details are its own members. */
export const onSafetyBuffering: OnFrame = (frame, { observer, emitMetadata }) => {
  emitMetadata(frame);
  const { type: _type, sequence_number: _number, safety_buffering, ...members } = frame;
  observer.next({ type: 'safety_buffering', details: isJsonObject(safety_buffering) ? safety_buffering : members });
};

export const onQueued: OnFrame = (frame, stream) => {
  stream.emitMetadata(frame);
  if (stream.isQueued) return;
  stream.isQueued = true;
  stream.observer.next({ type: 'queued' });
};

/** Handles `response.in_progress`. Unless the response was queued, `created` has said the same. */
export const onInProgress: OnFrame = (frame, stream) => {
  stream.emitMetadata(frame);
  if (!stream.isQueued) return;
  stream.isQueued = false;
  stream.observer.next({ type: 'in_progress' });
};
