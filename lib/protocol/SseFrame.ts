/** One server-sent event, or one comment if comments were requested. */
export interface SseFrame {
  /** The name of the event; `message` where the server sent none. It counts where the data lacks a type. */
  readonly event: string;
  /** The `data` lines joined with LF; the text of a comment. */
  readonly data: string;
  /** Is true for a comment line, which shows that the connection is alive and holds no data. */
  readonly comment?: true;
  /** The `id` of the event, if the server sent one and ids were requested. */
  readonly id?: string;
}

/** The sentinel of the Chat API: the data of the last frame of a complete stream. It is not JSON. */
export const DONE = '[DONE]';

/** Returns true for the sentinel, with or without its brackets. */
// docs/wire.md, section 5
export const isDone = (data: string): boolean => data.length <= 16 && /^\s*(\[DONE\]|DONE)\s*$/.test(data);
