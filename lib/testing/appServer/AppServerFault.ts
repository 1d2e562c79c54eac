/**
 * A fault of the app-server. `at` is a method: of a request of the client, e.g. `turn/start`, or of a message of the
 * program, e.g. `turn/started`.
 */
export type AppServerFault =
  /** The program exits when the request has arrived, or after the message. */
  | {
      readonly type: 'exit';
      readonly at: string;
      readonly code?: number;
      readonly signal?: string;
      readonly stderr?: string;
    }
  /** The program exits in the middle of the message. */
  | { readonly type: 'half_line'; readonly at: string }
  /** The program writes nothing more after the request has arrived, or after the message. */
  | { readonly type: 'hang'; readonly at: string }
  /** The program does not answer the request, but goes on. */
  | { readonly type: 'no_answer'; readonly at: string }
  /** The program refuses the request. Default: code -32600. */
  | { readonly type: 'refuse'; readonly at: string; readonly code?: number; readonly message?: string }
  /** The program answers the request twice, or writes the message twice. */
  | { readonly type: 'twice'; readonly at: string }
  /** The program writes the message this many times. */
  | { readonly type: 'flood'; readonly at: string; readonly times: number }
  /** The program writes these lines before each of its own, e.g. unknown notifications or text that is no JSON. */
  | { readonly type: 'noise'; readonly lines: readonly string[] };
