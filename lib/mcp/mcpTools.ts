import { safeText } from '../protocol/codec/safeText.js';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { EMPTY, expand, from, Observable, reduce, share, startWith, switchMap, tap, throwError } from 'rxjs';
import { isJsonObject, nonEmptyText, type JsonObject } from '../protocol/codec/json.js';
import { apiError } from '../protocol/errors/ApiError.js';
import { MAX_TIMER_DELAY } from '../protocol/limits.js';
import { failWithApiError } from '../operators/flow/failWithApiError.js';
import { tool } from '../operators/tools/tool.js';
import type { Tool, ToolContext } from '../operators/tools/Tools.js';

/** Options for `mcpTools`. */
export interface McpToolsOptions {
  /** States that every call needs an approval, or returns whether one does. Default: left to the tool loop. */
  readonly needsApproval?: boolean | ((args: unknown) => boolean) | undefined;
  /** The time limit of a call, in milliseconds. Default: that of the tool loop. */
  readonly timeout?: number | undefined;
}

/** A part of the result of a call, with the members that are read. */
interface Part {
  readonly type: string;
}

/** The maximum number of pages of a list of tools. A server that always returns a next page would never end. */
const MAX_PAGES = 1000;

/** One handler per client is possible, so that all subscribers share it. */
const changes = new WeakMap<Client, Observable<void>>();

const changesOf = (client: Client): Observable<void> => {
  const known = changes.get(client);
  if (known !== undefined) return known;
  const changed = new Observable<void>((subscriber) => {
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => subscriber.next());
    return () => client.removeNotificationHandler('notifications/tools/list_changed');
  }).pipe(share());
  changes.set(client, changed);
  return changed;
};

const dataUrl = (mime: unknown, data: unknown): string => `data:${safeText(mime)};base64,${safeText(data)}`;

/** Converts an embedded resource: a text, a picture, or the bytes of any other file. */
const resourcePart = ({ uri, mimeType, text, blob }: JsonObject): JsonObject => {
  if (typeof text === 'string') return { type: 'input_text', text };
  const mime = nonEmptyText(mimeType) ?? 'application/octet-stream';
  if (mime.startsWith('image/')) return { type: 'input_image', image_url: dataUrl(mime, blob) };
  const filename = safeText(uri).split('/').at(-1) || 'file';
  return { type: 'input_file', filename, file_data: dataUrl(mime, blob) };
};

const audioFormat = (mime: unknown): string => (/^audio\/(?:mpeg|mp3)$/.test(safeText(mime)) ? 'mp3' : 'wav');

/** Converts a part of a result to a part of an output. A part without such a form, e.g. a link, is sent as JSON text. */
const partOf = (part: Part): JsonObject => {
  const { type, text, data, mimeType, resource }: JsonObject & Part = { ...part };
  if (type === 'text') return { type: 'input_text', text };
  if (type === 'image') return { type: 'input_image', image_url: dataUrl(mimeType, data) };
  if (type === 'audio') return { type: 'input_audio', input_audio: { data, format: audioFormat(mimeType) } };
  if (type === 'resource' && isJsonObject(resource)) return resourcePart(resource);
  return { type: 'input_text', text: JSON.stringify(part) };
};

const textsIn = (parts: readonly JsonObject[]): string =>
  parts.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');

/** Calls a tool of the server, and returns its output. */
const callTool = async (client: Client, name: string, args: unknown, { signal }: ToolContext): Promise<unknown> => {
  const result: JsonObject = await client.callTool(
    { name, arguments: isJsonObject(args) ? { ...args } : {} },
    undefined,
    { signal, timeout: MAX_TIMER_DELAY }, // the tool loop has its own time limit
  );
  const content: readonly Part[] = Array.isArray(result['content']) ? result['content'] : [];
  const parts = content.map(partOf);
  if (result['isError'] === true)
    throw apiError({ type: 'invalid_request', detail: textsIn(parts) || 'the tool failed' });
  if (parts.length === 0) return result['structuredContent'];
  return parts.every(({ type }) => type === 'input_text') ? textsIn(parts) : parts;
};

type Page = Awaited<ReturnType<Client['listTools']>>;

/** Requests one page of the list of tools. Unsubscribing cancels the request. */
const pageOf = (client: Client, cursor: string | undefined): Observable<Page> =>
  new Observable((subscriber) => {
    // One for each request: the SDK listens to a signal for as long as that exists.
    const controller = new AbortController();
    let isDone = false;
    const { signal } = controller;
    subscriber.add(
      from(client.listTools(cursor === undefined ? {} : { cursor }, { signal }))
        .pipe(tap(() => (isDone = true)))
        .subscribe(subscriber),
    );
    subscriber.add(() => {
      if (!isDone) controller.abort();
    });
  });

const tooManyPages = () =>
  apiError({
    type: 'stream',
    reason: 'too_large',
    detail: `the server lists more than ${MAX_PAGES} pages of tools`,
  });

const listTools = (client: Client, options: McpToolsOptions): Observable<readonly Tool[]> => {
  const toolOf = ({ name, description, inputSchema }: Page['tools'][number]): Tool =>
    tool({
      ...options,
      name,
      description,
      parameters: inputSchema,
      run: (args: unknown, context) => callTool(client, name, args, context),
    });
  return pageOf(client, undefined).pipe(
    expand(({ nextCursor }, index) => {
      if (nextCursor === undefined) return EMPTY;
      return index + 1 < MAX_PAGES ? pageOf(client, nextCursor) : throwError(tooManyPages);
    }),
    reduce<Page, readonly Tool[]>((tools, page) => [...tools, ...page.tools.map(toolOf)], []),
  );
};

/**
 * Emits the tools of an MCP server, upon subscription and whenever the server reports that they have changed. The tools
 * can be passed to a prompt and to `runTools`. The client must be connected; it stays open. While there is a
 * subscriber, `mcpTools` is the handler of the client for `notifications/tools/list_changed`.
 *
 * The server checks the arguments. Text, pictures, audio and embedded files are sent to the model as what they are, and
 * other content as JSON. A result that has only structured content is sent as JSON. An error of a tool is reported to
 * the model. A call is cancelled on the server when its output is no longer needed: at the time limit, and when the
 * consumer unsubscribes.
 *
 * Errors: an `ApiError` if the list cannot be read. Teardown: the list is no longer followed, and a request for it is
 * cancelled; running calls are cancelled by the tool loop.
 *
 * @example
 * const askWithTools = (mcp: Parameters<typeof mcpTools>[0]) =>
 *   mcpTools(mcp).pipe(
 *     take(1),
 *     switchMap((tools) => runTools('What is new?', (input) => client.streamPrompt('gpt-5.1', { input, tools }), tools)),
 *   );
 */
export const mcpTools = (client: Client, options: McpToolsOptions = {}): Observable<readonly Tool[]> =>
  changesOf(client).pipe(
    startWith(undefined),
    // A change while the list is read makes the list outdated.
    switchMap(() => listTools(client, options)),
    failWithApiError(),
  );
