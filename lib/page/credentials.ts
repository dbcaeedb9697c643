import { z } from 'zod';

const email = z.email('email').max(254, 'email');

/** What the sign-in form holds; messages are keys below `auth.faults`. */
export const signInValues = z.object({ email, password: z.string().min(1, 'password') });

/** What the sign-up form holds, with the limits of accounts; messages as in `signInValues`. */
export const signUpValues = z.object({
  name: z.string().trim().min(1, 'name').max(100, 'nameLong'),
  email,
  password: z.string().min(10, 'passwordShort').max(128, 'passwordLong'),
});

/** See `signInValues`. */
export type SignInValues = z.infer<typeof signInValues>;
/** See `signUpValues`. */
export type SignUpValues = z.infer<typeof signUpValues>;
