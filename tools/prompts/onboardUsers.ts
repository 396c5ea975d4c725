import * as z from 'zod';
import type { Caspio } from '../../src/caspio/client.js';
import { badArgument } from '../../src/caspio/errors.js';
import { Failure } from '../../src/caspio/failure.js';
import { path } from '../../src/caspio/path.js';
import { bare, type Field } from '../../src/caspio/shapes.js';
import { suggestion } from '../../src/nearest.js';
import type { PromptSpec } from '../../src/prompt.js';
import type { Schema } from '../../src/schema/index.js';
import { fieldLines } from './design.js';
import { CONFIRM, DATA, example, quoted, text } from './words.js';

const LIST = 'list_all_caspio_users';
const CREATE = 'create_a_caspio_user';
const ACTIVATE = 'create_a_caspio_users_activate';

const directories = bare(z.array(z.looseObject({ Id: z.string(), Name: z.string() })));

export const onboardUsers: PromptSpec = {
  name: 'onboard_users',
  title: 'Add users to a directory',
  description: 'Adds people to a directory, from a list that you give, and invites them.',
  arguments: [
    {
      name: 'directory',
      description: 'Name or Id of the directory.',
      required: true,
      complete: async ({ caspio }) => (await directoriesOf(caspio)).map(({ Name }) => Name),
    },
  ],
  needs: ['list_all_caspio_directories', LIST, CREATE, ACTIVATE],
  async write({ directory = '' }, { caspio, schema }, offers) {
    const { Id, Name } = directoryNamed(directory, await directoriesOf(caspio));
    const fields = await fieldsOf(Name, schema);
    return text(
      `Add users to the directory ${quoted(Name)} (directory_id ${quoted(Id)}) of this Caspio account, and invite them. Ask the person for the list of people if it is not in this conversation yet: an Email for each, and what else the fields take.`,
      fields.length > 0 && [
        'Fields of the directory, besides UserGUID and what Caspio keeps of sign-in:',
        ...fieldLines(Name, fields, offers),
      ],
      'Passwords are none of your business: a user chooses one with the invitation. Do not ask for one, and write none.',
      [
        '1. Check the list: a valid Email for each, none twice. Show the person what you leave out or correct.',
        '2. Look who is there already, all addresses in one call, and take them out of the list:',
        example(LIST, {
          directory_id: Id,
          'q.select': 'UserGUID, Email, _status',
          'q.where': "Email IN ('ann@example.com', 'bob@example.com')",
        }),
        '3. Show the final list with all values, and say how many invitations will be sent. Wait until the person agrees to exactly that.',
        '4. Add one user, and keep the UserGUID of the answer:',
        example(CREATE, { directory_id: Id, values: { Email: 'ann@example.com' } }),
        '5. Invite that user; with SendEmail false the answer holds a link in place of a mail:',
        example(ACTIVATE, { directory_id: Id, UserGUID: 'the UserGUID of the answer', SendEmail: true }),
        '6. Do so with the first user alone, look at the result, then do the same with the others.',
      ],
      'Every call is billed, and a mail cannot be called back. If a call fails, do not repeat it before you have looked whether the user is there. An activation link lets whoever has it in: give it to the person only.',
      'At the end read the users back, and report a table: Email, UserGUID, added or was there or failed (and why), invited or not.',
      CONFIRM,
      DATA,
    );
  },
};

const directoriesOf = (caspio: Caspio) =>
  caspio.request({ method: 'GET', path: path`/directories`, answer: directories });

/** By Id, else by name. Throws a Failure. */
function directoryNamed(given: string, known: z.output<typeof directories>) {
  const wanted = given.trim().toLowerCase();
  const [found, another] =
    [
      known.filter(({ Id }) => Id.toLowerCase() === wanted),
      known.filter(({ Name }) => Name.toLowerCase() === wanted),
    ].find((some) => some.length > 0) ?? [];
  if (found && another) {
    const ids = `Give the Id of one: ${found.Id}, ${another.Id}.`;
    throw badArgument('directory', `several directories are called ${quoted(found.Name)}`, ids);
  }
  if (found) return found;
  const names = known.map(({ Name }) => Name);
  throw badArgument('directory', `there is no directory ${quoted(given)}`, suggestion(given, names));
}

/** A directory is a table of its name; none where this profile or connection may not see it. */
async function fieldsOf(name: string, schema: Schema): Promise<readonly Field[]> {
  return schema.fields('tables', name).catch((error: unknown) => {
    if (error instanceof Failure && (error.kind === 'rights' || error.kind === 'arguments')) return [];
    throw error;
  });
}
