import * as z from 'zod';
import { checkSendable } from '../src/caspio/condition.js';
import { badArgument } from '../src/caspio/errors.js';
import { path } from '../src/caspio/path.js';
import { created, resultOf, usersAffected } from '../src/caspio/shapes.js';
import { mentions } from '../src/sql/clause.js';
import { type Answer, defineTool, type ToolContext, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { probeList } from './probes.js';
import { readAll } from './requests.js';
import { listRecords, type Records } from './source.js';
import { answerOf, type Guarded, guardedWrite, passwordsIn, shown } from './writes.js';

/** Directories hold the users of an account's applications. Facts: directories. */

const directoryId = inputs.nameOrId('Id of the directory.');

/** Caspio works these out for reads; a condition of a write cannot name them. */
const COMPUTED = ['_status', '_sign_in_method', '_2fa_status'];

const userWhere = z.string().describe("T-SQL condition, e.g. Email = 'ann@example.com'.");

/** Whether users have a PK_ID is not documented; every user has a UserGUID. */
const usersOf = (directory_id: string): Records => ({
  label: `directory ${directory_id}`,
  target: { directory_id },
  records: { path: path`/directories/${directory_id}/users`, key: 'UserGUID', keyIsNumber: false },
});

/** Throws a Failure for values that Caspio works out. */
function checkValues(values: Readonly<Record<string, unknown>>): void {
  const computed = COMPUTED.find((name) => Object.keys(values).some((key) => key.toLowerCase() === name));
  if (computed) throw badArgument('values', `holds ${computed}, which Caspio works out`, 'Leave it out.');
}

/** A write to the users that `Where` matches, guarded like one to records. */
async function writeUsers(
  directory_id: string,
  condition: { readonly Where: string; readonly expected_count?: number | undefined },
  given: Pick<Guarded, 'action' | 'keeps' | 'fields' | 'writes'>,
  context: ToolContext,
  send: (where: string) => Promise<z.output<typeof usersAffected>>,
) {
  const { Where, expected_count } = condition;
  checkSendable(Where, 'Where');
  const computed = COMPUTED.find((name) => mentions(Where, name));
  if (computed) {
    throw badArgument(
      'Where',
      `names ${computed}, which Caspio works out for reads only`,
      'List the users by it first (q.where), then write by their UserGUID.',
    );
  }
  const wide = { ...given, argument: 'Where' };
  return guardedWrite(
    usersOf(directory_id),
    { 'q.where': Where, expected_count },
    wide,
    context,
    async (where) => {
      const { UsersAffected, Result } = await send(where);
      return { RecordsAffected: UsersAffected, Result };
    },
  );
}

const listDirectories = defineTool({
  name: 'list_all_caspio_directories',
  title: 'List directories',
  effect: 'read',
  description:
    'Directories with Id and number of users. The fields of a directory: list_all_caspio_fields with its Name.',
  input: z.strictObject({}),
  run: (_, context) => readAll(path`/directories`, context),
});

const listUsers = defineTool({
  name: 'list_all_caspio_users',
  title: 'List users',
  effect: 'read',
  description:
    'Reads users of a directory, 100 a page with next_cursor. Beside its fields q.* takes _status (Active, Inactive, ActivationPending, ActivationExpired, Locked, Suspended, PasswordExpired), _sign_in_method, _2fa_status.',
  input: z
    .strictObject({ directory_id: directoryId, ...inputs.read })
    .refine(inputs.limitOrPages, inputs.LIMIT_OR_PAGES),
  run: ({ directory_id, ...args }, context) => listRecords(usersOf(directory_id), args, context),
});

const createUser = defineTool({
  name: 'create_a_caspio_user',
  title: 'Create a user',
  effect: 'create',
  description:
    'Adds a user to a directory (Email at least) and gives it back with its UserGUID. The user cannot sign in before create_a_caspio_users_activate.',
  input: z.strictObject({
    directory_id: directoryId,
    values: inputs.values,
    response: inputs.response('rows'),
  }),
  async run({ directory_id, values, response }, { caspio }): Promise<Answer> {
    checkValues(values);
    const { records, target } = usersOf(directory_id);
    const request = {
      method: 'POST' as const,
      path: records.path,
      body: values,
      secrets: passwordsIn(values),
    };
    if (response === 'none') {
      await caspio.request(request);
      return { result: target, note: 'Created.' };
    }
    const { Result } = await caspio.request({ ...request, query: { response: 'rows' }, answer: created });
    return { result: Result?.[0] ?? target };
  },
});

const updateUser = defineTool({
  name: 'update_a_caspio_user_by_id',
  title: 'Update users',
  effect: 'update',
  description:
    'Writes the same values into every user that Where matches. Several matches need expected_count.',
  input: z.strictObject({
    directory_id: directoryId,
    Where: userWhere,
    values: inputs.values,
    response: inputs.response('none'),
    expected_count: inputs.expectedCount,
  }),
  async run({ directory_id, values, response, ...condition }, context) {
    checkValues(values);
    const fields = Object.keys(values);
    const action = `Update ${fields.join(', ')} of users in directory ${directory_id}`;
    const wide = { action, fields, writes: async () => shown(values), keeps: 'update' };
    const outcome = await writeUsers(directory_id, condition, wide, context, (where) =>
      context.caspio.request({
        method: 'PUT',
        path: path`/directories/${directory_id}/users`,
        query: { Where: where, response: response === 'rows' ? 'rows' : undefined },
        body: values,
        secrets: passwordsIn(values),
        answer: usersAffected,
      }),
    );
    return answerOf(outcome, { directory_id }, response);
  },
});

const deleteUser = defineTool({
  name: 'delete_a_caspio_user_by_id',
  title: 'Delete users',
  effect: 'delete',
  description:
    'Deletes every user that Where matches. Cannot be undone. Several matches need expected_count.',
  input: z.strictObject({
    directory_id: directoryId,
    Where: userWhere,
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  async run({ directory_id, ...condition }, context) {
    const wide = { action: `Delete users of directory ${directory_id}`, keeps: 'delete' };
    const { rows: _, ...outcome } = await writeUsers(directory_id, condition, wide, context, (where) =>
      context.caspio.request({
        method: 'DELETE',
        path: path`/directories/${directory_id}/users`,
        query: { Where: where },
        answer: usersAffected,
      }),
    );
    return { result: { directory_id }, ...outcome };
  },
});

const activateUser = defineTool({
  name: 'create_a_caspio_users_activate',
  title: 'Activate a user',
  effect: 'update',
  description:
    'Invites a user to activate the account: by mail, or with SendEmail false by a link (ActivationUrl) in the answer. An active user is a conflict.',
  input: z.strictObject({
    directory_id: directoryId,
    UserGUID: z.string().trim().min(1, 'is blank').describe('UserGUID of the user.'),
    SendEmail: z.boolean('must be true or false').optional().describe('true if absent.'),
  }),
  output: inputs.definition,
  async run({ directory_id, ...body }, { caspio }) {
    const { Result } = await caspio.request({
      method: 'POST',
      path: path`/directories/${directory_id}/users/activate`,
      body,
      answer: resultOf(z.looseObject({ ActivationUrl: z.string().nullish() })),
    });
    const note = Result.ActivationUrl ? 'Pass the link on to the user.' : 'Caspio sends the mail.';
    return { result: { UserGUID: body.UserGUID, ...Result }, note };
  },
});

export const directories: Toolset = {
  name: 'directories',
  title: 'Directories and their users',
  tools: [listDirectories, listUsers, createUser, updateUser, deleteUser, activateUser],
  probe: probeList(path`/directories`, 'directory'),
  bounds: ['directories'],
};
