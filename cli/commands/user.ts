import { makeSignInLink } from '#workflows/make-sign-in-link.ts';
import {
  createUser,
  disableUser,
  enableUser,
  grantRole,
  listUsers,
  revokeRole,
} from '#workflows/manage-users.ts';
import { type CommandModule, runtimeCommand } from '../command.ts';
import { table } from '../output.ts';
import { defaultOrigin, signInAddress } from '../sign-in-address.ts';

const add = runtimeCommand<{ name?: string; role?: string; entity: string }>({
  name: 'user add',
  args: '<email>',
  summary: 'make a user; `user link` then lets them in',
  needs: ['user.manage'],
  options: (command) =>
    command
      .option('--name <name>', 'shown instead of the address')
      .option('--role <role>', 'viewer, preparer, reviewer, controller, auditor, operator or admin')
      .option('--entity <entity>', 'where the role holds', '*'),
  async run({ context, actor }, { args: [email = ''], options, output }) {
    const grants = options.role ? [{ entity: options.entity, role: options.role }] : [];
    const user = await createUser(context, actor, { email, name: options.name ?? '', grants });
    output.result(user, `${user.email} is there. Let them in: tieout user link ${user.email}`);
    return 0;
  },
});

const grant = roleCommand('grant', 'give a role', grantRole, 'holds');
const revoke = roleCommand('revoke', 'take a role away', revokeRole, 'no longer holds');

function roleCommand(verb: string, summary: string, workflow: typeof grantRole, outcome: string) {
  return runtimeCommand<{ entity: string }>({
    name: `user ${verb}`,
    args: '<email> <role>',
    summary,
    needs: ['user.manage'],
    options: (command) => command.option('--entity <entity>', 'in this entity; * for all', '*'),
    async run({ context, actor }, { args: [email = '', role = ''], options, output }) {
      const { entity } = options;
      const { changed } = await workflow(context, actor, { email, role, entity });
      output.result(
        { email, role, entity, changed },
        `${email} ${outcome} ${role} in ${entity}${changed ? '' : ' (as before)'}`,
      );
      return 0;
    },
  });
}

const link = runtimeCommand<{ origin?: string }>({
  name: 'user link',
  args: '<email>',
  summary: 'make a link that signs a user in, once, within 15 minutes',
  needs: ['user.manage'],
  options: (command) =>
    command.option('--origin <origin>', 'where the app is reached', defaultOrigin(process.env)),
  async run({ context, actor }, { args: [email = ''], options, output }) {
    const { secret, expiresAt } = await makeSignInLink(context, actor, { email });
    const url = signInAddress(options.origin ?? defaultOrigin(process.env), secret);
    output.result({ email, url, expiresAt }, url);
    output.note(`Good once, until ${expiresAt}`);
    return 0;
  },
});

const list = runtimeCommand({
  name: 'user list',
  summary: 'everybody, with their roles',
  needs: ['user.read'],
  async run({ context, actor }, { output }) {
    const users = await listUsers(context, actor, {});
    output.result({ users }, () =>
      table(
        ['email', 'name', 'roles', 'disabled'],
        users.map((it) => [
          it.email,
          it.name,
          it.grants.map(({ role, entity }) => `${role}@${entity}`).join(' '),
          it.disabledAt ?? '',
        ]),
      ),
    );
    return 0;
  },
});

const disable = switchCommand('disable', 'shut a user out at once', disableUser, 'is shut out');
const enable = switchCommand(
  'enable',
  'let a disabled user in again',
  enableUser,
  'may sign in with a new link',
);

function switchCommand(verb: string, summary: string, workflow: typeof disableUser, outcome: string) {
  return runtimeCommand({
    name: `user ${verb}`,
    args: '<email>',
    summary,
    needs: ['user.manage'],
    async run({ context, actor }, { args: [email = ''], output }) {
      const { changed } = await workflow(context, actor, { email });
      output.result({ email, changed }, `${email} ${outcome}${changed ? '' : ' (as before)'}`);
      return 0;
    },
  });
}

export const USER_COMMANDS: readonly CommandModule[] = [add, grant, revoke, link, list, disable, enable];
