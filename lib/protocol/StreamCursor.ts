/** The position in the stream of a background response from which it can be resumed. Plain data that can be stored. */
export interface StreamCursor {
  readonly response_id: string;
  /** The number of the last delivered frame; absent if none was delivered. */
  readonly sequence_number?: number | undefined;
}
