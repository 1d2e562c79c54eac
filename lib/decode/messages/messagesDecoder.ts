import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { jsonExcerpt } from '../../protocol/errors/errorBody.js';
import { DONE } from '../../protocol/SseFrame.js';
import { endOf, plainReason } from '../endOf.js';
import { expectFewOpen } from '../expectFewOpen.js';
import type { DecoderFactory } from '../ResponseDecoder.js';
import { messagesFailure } from './messagesFailure.js';
import { messagesUsage } from './messagesUsage.js';
import { openBlock, type OpenBlock } from './openBlock.js';
import { textRun } from './textRun.js';

/** The stop reason of an answer that the server continues in the next request. */
const PAUSED = 'pause_turn';
/** The stop reasons of an answer that is whole, at least for now. */
const WHOLE: ReadonlySet<string> = new Set([
  ...['end_turn', 'stop_sequence', 'tool_use', PAUSED],
  ...['stop', 'tool_calls'], // the names of Chat, through gateways
]);

const NO_MEMBERS: JsonObject = {};
const objectIn = (value: unknown): JsonObject => (isJsonObject(value) ? value : NO_MEMBERS);

/**
 * Decodes the Messages API of Anthropic: it reads the events of a stream and emits the events of the Responses API.
 *
 * Neighbouring text blocks become one message, blocks of thinking become reasoning items with their `signature` or
 * `redacted_data`, and calls become function calls. Blocks of other types are items `other`. Only `message_stop` ends an
 * answer; a stream that ends without it fails because the answer is truncated. Event, block and delta types of a later
 * version are skipped.
 *
 * @example
 * const toEvents = decodeEvents(messagesDecoder); // json$.pipe(toEvents)
 */
// docs/wire.md, section 14.2
export const messagesDecoder: DecoderFactory = (observer) => {
  const emit = observer.next.bind(observer);
  const run = textRun(emit);
  const usage = messagesUsage();
  const blocks = new Map<unknown, OpenBlock>();
  let id: string | undefined;
  let hasStarted = false;
  let stopReason: string | undefined;
  let container: unknown;

  const settle = (isCut: boolean): void => {
    for (const block of blocks.values()) block.stop(isCut);
    blocks.clear();
    run.close();
  };

  const fail = (error: ApiError): void => {
    settle(true);
    observer.error(error);
  };

  const begin = (index: unknown, block: unknown): void => {
    if (!isJsonObject(block)) return observer.skip('a content block that is no object');
    blocks.get(index)?.stop(false);
    expectFewOpen(blocks.size);
    if (block['type'] === 'text') {
      blocks.set(index, run.open(block));
      return;
    }
    run.close();
    const model = block['type'] === 'fallback' ? nonEmptyText(objectIn(block['to'])['model']) : undefined;
    if (model !== undefined) observer.next({ type: 'server_model', model });
    blocks.set(index, openBlock(block, emit));
  };

  const end = (index: unknown): void => {
    if (!blocks.has(index)) return;
    // A block that began earlier and never stopped comes first, as its item does in the answer.
    for (const [place, block] of blocks) {
      block.stop(false);
      blocks.delete(place);
      if (place === index) return;
    }
  };

  const readDelta = ({ stop_reason, container: given }: JsonObject): void => {
    stopReason = nonEmptyText(stop_reason) ?? stopReason;
    if (isJsonObject(given)) container = given;
  };

  const start = (message: JsonObject): void => {
    const given = nonEmptyText(message['id']);
    if (hasStarted) {
      // Proxies repeat the frame. With another id, two answers are mixed.
      if (given !== id)
        fail(apiError({ type: 'stream', reason: 'malformed', detail: 'a second message began inside the first one' }));
      return;
    }
    hasStarted = true;
    id = given;
    observer.next({ type: 'created' });
    const model = nonEmptyText(message['model']);
    if (model !== undefined) observer.next({ type: 'server_model', model });
    usage.read(message['usage']);
    readDelta(message);
    const content: readonly unknown[] = Array.isArray(message['content']) ? message['content'] : [];
    for (const block of content) {
      begin('start', block);
      end('start');
    }
  };

  const complete = (): void => {
    settle(false);
    if (stopReason !== undefined && endOf(stopReason) === 'failed') {
      const detail = `the provider ended the answer with stop_reason "${stopReason}"`;
      return observer.error(apiError({ type: 'retryable', detail, code: stopReason }));
    }
    // The next request names the container, so the history must carry it.
    if (container !== undefined)
      observer.next({
        type: 'output_item_done',
        item: { type: 'other', wire: 'messages', raw: { ...objectIn(container), type: 'container' } },
      });
    observer.next({
      type: 'completed',
      response_id: id ?? '',
      token_usage: usage.total(),
      status: stopReason === undefined || WHOLE.has(plainReason(stopReason)) ? 'completed' : 'incomplete',
      ...definedMembers({ finish_reason: stopReason, end_turn: stopReason === PAUSED ? false : undefined }),
    });
    observer.complete();
  };

  const read = (frame: JsonObject): void => {
    switch (frame['type']) {
      case 'message_start':
        return start(objectIn(frame['message']));
      case 'content_block_start':
        return begin(frame['index'], frame['content_block']);
      case 'content_block_delta': {
        const delta = objectIn(frame['delta']);
        if (blocks.get(frame['index'])?.add(delta) !== true)
          observer.skip(`a delta of the type ${jsonExcerpt(delta['type'], 50)} without a block that has such deltas`);
        return;
      }
      case 'content_block_stop':
        return end(frame['index']);
      case 'message_delta':
        usage.read(frame['usage']);
        return readDelta(objectIn(frame['delta']));
      case 'message_stop':
        return complete();
      case 'ping':
        return;
      default:
        return observer.other(frame, `an event of the unknown type ${jsonExcerpt(frame['type'], 50)}`);
    }
  };

  return {
    onFrame: (json) => {
      if (json === DONE) return; // gateways add it
      if (!isJsonObject(json)) return observer.skip('not a JSON object');
      const failure = messagesFailure(json);
      if (failure === undefined) read(json);
      else fail(failure);
    },
    onEnd: () => fail(apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before message_stop' })),
    onLost: () => settle(true),
  };
};
