import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { HeaderSource } from '../../provider/HttpRequest.js';
import type { Provider } from '../../provider/Provider.js';
import { sessionHeaders } from '../../provider/sessionHeaders.js';
import { TURN_STATE_HEADER } from '../../provider/TurnState.js';
import type { RequestOptions } from '../RequestOptions.js';

// docs/wire.md, sections 2.3 to 2.5
/**
 * Returns the headers for the options of a request. If two have the same name, the later one overrides the earlier one.
 */
export const requestHeaders = (
  provider: Pick<Provider, 'sessionHeaders'>,
  options: RequestOptions,
): readonly HeaderSource[] => {
  const { extraHeaders = {}, turnState } = options;
  return [extraHeaders, sessionHeaders(provider, options), definedMembers({ [TURN_STATE_HEADER]: turnState?.value })];
};
