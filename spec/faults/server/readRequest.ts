/** A request as it came. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request at the beginning of some bytes. */
export interface ReadRequest {
  readonly request: RawRequest;
  readonly isWhole: boolean;
  /** Where the next one begins. */
  readonly end: number;
}

/** The body of a chunked request and where it ends; undefined while it is not whole. */
const unchunk = (bytes: Buffer, start: number): { readonly body: Buffer; readonly end: number } | undefined => {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), end: next };
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
};

/** Reads the request that bytes begin with; undefined while its head is not whole. Knows no more than clients send. */
export const readRequest = (bytes: Buffer): ReadRequest | undefined => {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const start = headEnd + 4;
  if (headers['transfer-encoding'] === 'chunked') {
    const chunked = unchunk(bytes, start);
    const request = { method, path, headers, body: chunked?.body.toString() ?? '' };
    return { request, isWhole: chunked !== undefined, end: chunked?.end ?? bytes.length };
  }
  const end = start + Number(headers['content-length'] ?? 0);
  return {
    request: { method, path, headers, body: bytes.toString('utf8', start, end) },
    isWhole: bytes.length >= end,
    end,
  };
};
