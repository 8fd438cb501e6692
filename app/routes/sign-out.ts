import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { signOutOf } from '#app/presenters/session.server.ts';

export const loader = () => redirect('/');

export async function action({ request, context }: ActionFunctionArgs) {
  return signOutOf(context.context, context.origin, request.headers.get('cookie'));
}
