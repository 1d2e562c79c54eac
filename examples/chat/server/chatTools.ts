import { tool } from 'codex-rx';
import * as t from 'io-ts';

const openingHours = tool({
  name: 'opening_hours',
  description: 'Returns the opening hours of a restaurant.',
  parameters: t.type({ place: t.string }),
  needsApproval: false,
  run: ({ place }) => `${place} is open from 18:00 to 23:00`,
});

const bookTable = tool({
  name: 'book_table',
  description: 'Books a table in a restaurant.',
  parameters: t.type({ place: t.string, time: t.string, people: t.number }),
  needsApproval: true, // the loop ends here, with its state, until a person has decided
  run: ({ place, time, people }) => `booked: a table for ${people} at ${place}, ${time}`,
});

/** The tools of the chat. Nothing is booked in earnest. */
export const chatTools = [openingHours, bookTable];
