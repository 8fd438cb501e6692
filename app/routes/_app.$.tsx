import { screen } from '#app/presenters/screen.server.ts';

/** Whatever no other route answers. */
export const loader = screen(async () => {
  throw new Response(null, { status: 404 });
});

export default function Nowhere() {
  return null;
}
