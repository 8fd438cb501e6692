import { type ActionFunctionArgs, data } from '@remix-run/node';
import { changeDisplay } from '#app/presenters/display-cookie.server.ts';

/** Theme and density of this browser. Needs no sign-in: it says nothing about anybody. */
export async function action({ request }: ActionFunctionArgs) {
  const form = Object.fromEntries(await request.formData());
  const cookie = await changeDisplay(request.headers.get('cookie'), form);
  return data({ ok: true }, { headers: { 'set-cookie': cookie } });
}
