import { createToken, listTokens, revokeToken } from '#workflows/manage-tokens.ts';
import { type CommandModule, runtimeCommand } from '../command.ts';
import { OptionInvalid } from '../failures.ts';
import { table } from '../output.ts';

interface CreateOptions {
  entity: string;
  role?: string;
  scope: string[];
  expires: string;
}

const create = runtimeCommand<CreateOptions>({
  name: 'token create',
  args: '<name>',
  summary: 'make a token for a program; its secret is shown this once',
  needs: ['token.manage'],
  options: (command) =>
    command
      .requiredOption('--entity <entity>', 'where it holds; * for all')
      .requiredOption('--scope <permission...>', 'what it may do, such as export.download')
      .option('--role <role>', 'whose permissions the scopes are among', 'service')
      .option('--expires <days>', 'after so many days; never', '365'),
  async run({ context, actor }, { args: [name = ''], options, output }) {
    const { entity, role, scope: scopes } = options;
    const expiresAt = expiry(options.expires, context.now());
    const token = await createToken(context, actor, { name, entity, role, scopes, expiresAt });
    output.result({ ...token, expiresAt }, token.secret);
    output.note(
      `Keep it now: it is stored nowhere. ${expiresAt ? `Good until ${expiresAt}` : 'Good until it is revoked'}`,
    );
    return 0;
  },
});

function expiry(days: string, now: Date): string | null {
  if (days === 'never') return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw new OptionInvalid('--expires', days, 'a number of days, or never');
  return new Date(now.getTime() + Number(days) * 86_400_000).toISOString();
}

const list = runtimeCommand({
  name: 'token list',
  summary: 'all tokens, without their secrets',
  needs: ['token.read'],
  async run({ context, actor }, { output }) {
    const tokens = await listTokens(context, actor, {});
    output.result({ tokens }, () =>
      table(
        ['name', 'entity', 'role', 'scopes', 'expires', 'revoked', 'last used'],
        tokens.map((it) => [
          it.name,
          it.entity,
          it.role,
          it.scopes.join(' '),
          it.expiresAt,
          it.revokedAt,
          it.lastUsedAt,
        ]),
      ),
    );
    return 0;
  },
});

const revoke = runtimeCommand({
  name: 'token revoke',
  args: '<name>',
  summary: 'end a token at once',
  needs: ['token.manage'],
  async run({ context, actor }, { args: [name = ''], output }) {
    const { changed } = await revokeToken(context, actor, { name });
    output.result({ name, changed }, `${name} is revoked${changed ? '' : ' (as before)'}`);
    return 0;
  },
});

export const TOKEN_COMMANDS: readonly CommandModule[] = [create, list, revoke];
