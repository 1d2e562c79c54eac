/** The position from which the stream of a background response can be resumed. Plain data that can be stored. */
export interface StreamCursor {
  readonly response_id: string;
  /** The number of the last delivered frame; absent if none was delivered. */
  readonly sequence_number?: number | undefined;
}
