/** How far the stream of a background response was followed: what it takes to continue it. Plain data, to be stored. */
export interface StreamCursor {
  readonly response_id: string;
  /** The number of the last frame that was delivered; absent where none was. */
  readonly sequence_number?: number | undefined;
}
