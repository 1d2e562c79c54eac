/** One dispatched server-sent event, or, where asked for, one comment. Source: wire.md 3.6. */
export interface SseFrame {
  /** The event's name; `message` where the server gave none. Nothing in this library decides by it. */
  readonly event: string;
  /** The `data` lines joined with LF; the text of a comment. */
  readonly data: string;
  /** True for a comment line: it is a sign of life, never data. */
  readonly comment?: true;
}

/** The data of a stream's last frame on the Chat wire: it is no JSON, and says that the answer is whole. */
export const DONE = '[DONE]';

/** True for the sentinel, with or without its brackets. Source: wire.md 5. */
export const isDone = (data: string): boolean => data.length <= 16 && /^\s*(\[DONE\]|DONE)\s*$/.test(data);
