/**
 * The reason why a stream failed: one value per cause.
 *
 * - `idle`: nothing was received within the idle timeout
 * - `truncated`: the stream ended before the answer was complete
 * - `connection_lost`: the connection was reset in the middle of the answer
 * - `closed`: the server closed the WebSocket before the answer was complete
 * - `closed_by_caller`: the program closed the connection with `close()`
 * - `too_large`: a line, an event, a message or a body is longer than its limit
 * - `not_event_stream`: the body has another format, such as an HTML page
 * - `not_json`: a body or a frame is not JSON
 * - `malformed`: the server violated the protocol of the stream
 * - `undecodable`: the JSON lacks members that its type requires, or does not match the caller's codec
 * - `refused`: the model refused to generate the structured answer
 * - `no_value`: the stream completed without emitting the expected value
 * - `already_read`: the body of a response was subscribed to a second time
 * - `cancelled`: the response was cancelled at the server, and not by unsubscribing
 * - `unexplained`: the server reported a failure without a cause
 * - `turn_failed`: the agent reported that its turn failed
 * - `process_ended`: the agent's program exited in the middle of a turn
 * - `exception`: a value that is not an `ApiError` was thrown
 */
export type StreamReason =
  | 'idle'
  | 'truncated'
  | 'connection_lost'
  | 'closed'
  | 'closed_by_caller'
  | 'too_large'
  | 'not_event_stream'
  | 'not_json'
  | 'malformed'
  | 'undecodable'
  | 'refused'
  | 'no_value'
  | 'already_read'
  | 'cancelled'
  | 'unexplained'
  | 'turn_failed'
  | 'process_ended'
  | 'exception';
