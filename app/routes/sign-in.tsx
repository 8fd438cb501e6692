import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { data, redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { buttonClass } from '#app/components/button.tsx';
import { Problem } from '#app/components/problem.tsx';
import { toProblem } from '#app/presenters/problem.server.ts';
import { localPath, signInWith } from '#app/presenters/session.server.ts';
import styles from '#app/styles/sign-in.module.css';

export const meta: MetaFunction = () => [{ title: 'Sign in · Tieout' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const search = new URL(request.url).searchParams;
  if (context.actor && !search.has('link')) throw redirect(localPath(search.get('to')));
  return { workspace: context.context.workspace.name, link: search.get('link'), to: search.get('to') };
}

/** The link is used up by a press, not by opening it: programs that preview links open them too. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const to = form.get('to');
  try {
    const link = String(form.get('link') ?? '');
    return await signInWith(context.context, context.origin, link, typeof to === 'string' ? to : null);
  } catch (error) {
    const problem = toProblem(error, context.requestId);
    return data(problem, { status: problem.status });
  }
}

export default function SignIn() {
  const { workspace, link, to } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>();
  const busy = useNavigation().state !== 'idle';
  return (
    <main className={styles.page}>
      <p className={styles.product}>Tieout</p>
      <h1>{workspace}</h1>
      {problem && 'message' in problem ? <Problem title={problem.message} hint={problem.hint} /> : null}
      {link === null ? (
        <>
          <p>Sign in with a link that works once. Whoever runs Tieout makes it for you:</p>
          <pre className={styles.command}>npx tieout user link EMAIL</pre>
          <p className={styles.quiet}>There are no passwords. A link lasts 15 minutes.</p>
        </>
      ) : (
        <Form method="post" className={styles.form}>
          <input type="hidden" name="link" value={link} />
          {to === null ? null : <input type="hidden" name="to" value={to} />}
          <p>This link signs you in on this browser. It works once.</p>
          <button type="submit" className={buttonClass('primary')} disabled={busy}>
            {busy ? 'Signing in…' : 'Sign in'}
          </button>
        </Form>
      )}
    </main>
  );
}
