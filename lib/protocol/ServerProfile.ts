/**
 * The properties of a server that decide how a conversation is written for it. Plain data: presets carry the row of
 * their server, and `createProvider({ profile })` takes a row or overrides single members.
 *
 * @example
 * const local = createProvider({
 *   name: 'local',
 *   baseUrl: 'http://127.0.0.1:8080/v1',
 *   wire: 'chat',
 *   profile: { reasoningKey: 'reasoning_content', reasoningSpan: 'all', limitKey: 'max_completion_tokens' },
 * });
 */
export interface ServerProfile {
  /** The name of the row, e.g. `deepSeek`. `standard` is the row for servers that are not known. */
  readonly id: string;
  /**
   * Chat: the key of an assistant message under which its reasoning is sent back; `content` for a part `thinking` of
   * the content; null if the server wants none.
   */
  readonly reasoningKey: string | null;
  /** Chat: whether reasoning is sent back never, only after the last user message, or always. */
  readonly reasoningSpan: 'none' | 'turn' | 'all';
  /** Chat: what is sent as the reasoning of an assistant message that has none; null to send no key. */
  readonly reasoningFiller: string | null;
  /** Chat: the assistant messages that need the filler. */
  readonly fillerOn: 'calls' | 'all';
  /** Chat: whether a tool result that has only texts is one string or a list of parts. */
  readonly toolResults: 'text' | 'parts';
  /** Chat: where the pictures and files of a tool result go: in its own message, or in a user message behind all results. */
  readonly toolPictures: 'inline' | 'user_message';
  /** Chat: the form of files and audio: `{ type: 'file', file }`, or Mistral's `document_url` and its audio as a string. */
  readonly files: 'file' | 'document_url';
  /** Chat: true if messages of the assistant that follow each other stay apart. False: they are sent as one. */
  readonly adjacentAssistants: boolean;
  /** Chat: the same for messages of the user. Templates of models that require alternating roles refuse two in a row. */
  readonly adjacentUsers: boolean;
  /**
   * Chat: the text of a message of the assistant that is sent between the result of a tool and a message of the user, for
   * servers that refuse the one behind the other; null if none is needed.
   */
  readonly afterTools: string | null;
  /** Chat: true if a refusal goes back under the key `refusal`. False: as text. */
  readonly refusalKey: boolean;
  /**
   * The treatment of members that the API does not define. If they are refused, members of the caller's items that no
   * API has are left out, and of the options in `hints` only those listed there are sent.
   */
  readonly unknownKeys: 'refused' | 'ignored';
  /**
   * Chat: the keys among `store`, `prompt_cache_key`, `service_tier` and `verbosity` that a server which refuses unknown
   * keys knows. They do not change the answer, so another server can do without them.
   */
  readonly hints: readonly ('store' | 'prompt_cache_key' | 'service_tier' | 'verbosity')[];
  /** False if members with the value null are refused: then none is sent. */
  readonly nulls: boolean;
  /** Chat: the key of the limit of the answer's length. */
  readonly limitKey: 'max_tokens' | 'max_completion_tokens';
  /** Chat: true if `stream_options` is known. It requests the token usage; servers without it send the usage anyway. */
  readonly streamOptions: boolean;
  /** Chat: the member that carries the effort: `reasoning_effort`, or `{ reasoning: { effort } }`. */
  readonly effortKey: 'reasoning_effort' | 'reasoning';
  /** True if calls of custom tools and of the local shell are known. False: they are sent as calls of functions. */
  readonly customTools: boolean;
  /** Chat: true if `strict` of a function is known. */
  readonly strictTools: boolean;
  /** True if the role `developer` is known; else such messages are sent as `system`. */
  readonly developerRole: boolean;
  /** Chat: true if at most one system message is allowed. Later ones are joined to the first. */
  readonly singleSystem: boolean;
  /** Chat: the word of `tool_choice` that forces a call. */
  readonly forcedToolChoice: 'required' | 'any';
  /** Chat: true if a tool message must have the name of the tool. */
  readonly toolMessageName: boolean;
  /** Chat: the content of an assistant message that has only calls. */
  readonly callContent: 'null' | 'empty';
  /** Chat: true if a function must have `parameters`, even if it takes none. */
  readonly parametersRequired: boolean;
  /**
   * The form of call ids: at most 40 characters for the Chat API of OpenAI (64 for its Responses API), exactly 9 letters
   * and digits for Mistral.
   */
  readonly callIds: 'any' | 'max40' | 'alnum9';
  /** Chat: the signature that is sent for a call of another model, where a server refuses calls without one; null: none. */
  readonly callSignature: string | null;
  /** Chat: the key of the seed. */
  readonly seedKey: 'seed' | 'random_seed';
  /** Responses: true if a request without tools has `tools: []`, `tool_choice` and `parallel_tool_calls`. */
  readonly emptyTools: boolean;
  /** Responses: true if a message of the assistant needs its `id` and `status`. */
  readonly messageIds: boolean;
  /** Responses: true if the calls of an answer must stand together, behind its messages. */
  readonly callsLast: boolean;
  /** Responses: false if reasoning is left out that has no encrypted content. */
  readonly plainReasoning: boolean;
}
