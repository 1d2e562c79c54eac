import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';
import { placeOf, textEvent } from '../text/textEvent.js';
import type { OnFrame } from './Stream.js';
import { emitDelta } from './textHandlers.js';

/** `response.web_search_call.searching`: the tool, and its state. */
const PROGRESS = /^response\.(\w+?)(?:_call)?\.(\w+)$/;
const TOOLS: ReadonlySet<string> = new Set([
  ...['web_search', 'file_search', 'code_interpreter', 'image_generation', 'computer', 'mcp', 'mcp_list_tools'],
  ...['shell', 'local_shell', 'tool_search', 'apply_patch'],
]);

const onProgress =
  (tool: string, status: string): OnFrame =>
  (frame, { observer }) =>
    observer.next({ type: 'hosted_tool_progress', tool, status, ...placeOf(frame) });

const onInput =
  (tool: string, textKey: 'delta' | 'code' | 'arguments'): OnFrame =>
  (frame, stream) => {
    const given = frame[textKey];
    if (typeof given !== 'string') {
      stream.observer.skip(`expected a text in ${textKey}`);
      return;
    }
    const place = { output_index: frame['output_index'], item_id: frame['item_id'], tool };
    if (textKey === 'delta') {
      emitDelta(stream, 'hosted_input', place, undefined, given);
      return;
    }
    const rest = stream.text.rest('hosted_input', place, undefined, given);
    if (rest !== '') stream.observer.next(textEvent('hosted_input', place, undefined, rest));
  };

const onImage: OnFrame = (frame, { observer }) => {
  const { partial_image_b64: image, partial_image_index: index } = frame;
  if (typeof image !== 'string') observer.skip('expected a text in partial_image_b64');
  else
    observer.next({
      type: 'image_partial',
      image,
      partial_image_index: typeof index === 'number' ? index : 0,
      ...placeOf(frame),
    });
};

const indexIn = (frame: JsonObject, key: 'content_index' | 'annotation_index') => {
  const index = frame[key];
  return typeof index === 'number' ? { [key]: index } : {};
};

const onAnnotation: OnFrame = (frame, { observer }) => {
  const { annotation } = frame;
  if (!isJsonObject(annotation)) observer.skip('expected an object in annotation');
  else
    observer.next({
      type: 'annotation_added',
      annotation,
      ...placeOf(frame),
      ...indexIn(frame, 'content_index'),
      ...indexIn(frame, 'annotation_index'),
    });
};

const onAudio: OnFrame = (frame, { observer }) => {
  const delta = nonEmptyText(frame['delta']);
  if (delta === undefined) observer.skip('expected a text in delta');
  else observer.next({ type: 'audio_delta', delta, ...placeOf(frame) });
};

const handlers: ReadonlyMap<string, OnFrame> = new Map<string, OnFrame>([
  ['response.output_text.annotation.added', onAnnotation],
  ['response.output_text_annotation.added', onAnnotation],
  ['response.image_generation_call.partial_image', onImage],
  ['response.code_interpreter_call_code.delta', onInput('code_interpreter', 'delta')],
  ['response.code_interpreter_call_code.done', onInput('code_interpreter', 'code')],
  ['response.mcp_call_arguments.delta', onInput('mcp', 'delta')],
  ['response.mcp_call_arguments.done', onInput('mcp', 'arguments')],
  ['response.mcp_call.arguments.delta', onInput('mcp', 'delta')],
  ['response.mcp_call.arguments.done', onInput('mcp', 'arguments')],
  ['response.audio.delta', onAudio],
  ['response.output_audio.delta', onAudio],
]);

/** The handler of a frame about a tool that the server runs, about an annotation, or about audio. */
export const toolHandler = (type: string): OnFrame | undefined => {
  const known = handlers.get(type);
  if (known !== undefined) return known;
  const [, tool = '', status = ''] = PROGRESS.exec(type) ?? [];
  const isCallOfTool = /_call\.\w+$/.test(type) || tool === 'mcp_list_tools';
  return isCallOfTool && TOOLS.has(tool) ? onProgress(tool, status) : undefined;
};
