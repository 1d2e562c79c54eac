/** One request as the server saw it. Its last four facts change while the answer is given. */
export interface RecordedRequest {
  /** The place of the request in `requests`, from 0. */
  readonly index: number;
  readonly method: string;
  /** Without the query, e.g. `/v1/responses`. */
  readonly path: string;
  /** The last value wins where a name is given twice. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; credentials are kept as they came. */
  readonly headers: Readonly<Record<string, string>>;
  /** When the head of the request was read, in milliseconds of `performance.now()`. */
  readonly receivedAt: number;
  /** The parsed JSON; undefined until the body was read (and decompressed), and where it is no JSON. */
  readonly body: unknown;
  /** How many bytes the body had when it came, where it came compressed and could be read. */
  readonly compressedSize?: number | undefined;
  /** When the client hung up on an unfinished answer, in milliseconds of `performance.now()`. */
  readonly clientClosedAt: number | undefined;
  /** True once the server has ended its answer, whatever that was; false for what a fault or `close()` cut off. */
  readonly completed: boolean;
}
