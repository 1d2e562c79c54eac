import { catchError, concat, defer, EMPTY, merge, reduce, tap, type Observable } from 'rxjs';
import { ofType } from '../../operators/answer/ofType.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { Request } from '../arguments/options.js';
import type { Terminal } from '../terminal/Terminal.js';
import { answerText } from './answerText.js';
import { MARBLE_LEGEND, marbleLine } from './marbleLine.js';
import { showElapsed } from './showElapsed.js';

type OutputOptions = Pick<Request, 'json' | 'schema' | 'timeline'>;

type AnswerOutput = (events: Observable<ResponseEvent>) => Observable<unknown>;

/** The duration of one dash in the marble line, in milliseconds. */
const TIMELINE_FRAME = 50;

const writeJson =
  (terminal: Terminal): AnswerOutput =>
  (events) =>
    events.pipe(tap((event) => terminal.write(`${JSON.stringify(event)}\n`)));

/** Writes the text of an answer, in pieces, and ends it. */
interface TextWriter {
  readonly write: (piece: string) => void;
  readonly end: () => void;
}

const textWriter = ({ schema }: OutputOptions, terminal: Terminal): TextWriter =>
  schema === undefined
    ? { write: (piece) => terminal.answer(piece), end: () => terminal.endAnswer() }
    : { write: (piece) => terminal.write(piece), end: () => terminal.write('\n') }; // as Markdown, JSON would change

const writeText =
  (options: OutputOptions, terminal: Terminal): AnswerOutput =>
  (events) => {
    const { write, end } = textWriter(options, terminal);
    return concat(
      answerText(events).pipe(
        showElapsed((line) => terminal.status(line)),
        tap(write),
      ),
      defer(() => {
        end();
        return EMPTY;
      }),
    );
  };

const drawTimeline =
  (options: OutputOptions, terminal: Terminal): AnswerOutput =>
  (events) => {
    const { write, end } = textWriter(options, terminal);
    terminal.note(`${MARBLE_LEGEND}; a dash is ${TIMELINE_FRAME} ms`);
    return merge(
      events.pipe(
        marbleLine({ frame: TIMELINE_FRAME }),
        tap((piece) => terminal.draw(piece)),
      ),
      answerText(events).pipe(
        // The text before an error is printed too.
        catchError(() => EMPTY),
        reduce((text, delta) => text + delta, ''),
        tap((text) => {
          terminal.note('');
          if (text === '') return;
          write(text);
          end();
        }),
      ),
    );
  };

// An answer may be a tool call without text, which would otherwise print nothing.
const noteToolCalls =
  (terminal: Terminal): AnswerOutput =>
  (events) =>
    events.pipe(
      ofType('output_item_done'),
      tap(({ item }) => {
        if (item.type === 'function_call') terminal.note(`tool call: ${item.name}(${item.arguments})`);
        if (item.type === 'custom_tool_call') terminal.note(`tool call: ${item.name}(${item.input})`);
      }),
    );

/**
 * Writes an answer as it arrives: as lines of JSON, as a timeline with the text below it, or as text.
 *
 * The returned function is called once per subscription. Errors of the events pass through. Teardown: unsubscribes from
 * the events.
 */
export const answerOutput = (options: OutputOptions, terminal: Terminal): AnswerOutput => {
  if (options.json) return writeJson(terminal);
  const text = options.timeline ? drawTimeline(options, terminal) : writeText(options, terminal);
  return (events) => merge(text(events), noteToolCalls(terminal)(events));
};
