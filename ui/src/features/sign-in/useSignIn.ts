import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type Connection, commands, type SignIn } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshRequests, refreshSnapshot } from "../../api/queries";

export type SignInMethod = SignIn["with"];

export type SignInInputs = {
  username: string;
  password: string;
  unit: string;
  webApiKey: string;
  keep: boolean;
};

/** The state and submission of the sign-in form. The typed text stays when it fails. */
export function useSignIn(connection: Connection, user: string | null, onSignedIn: () => void) {
  const [way, setWay] = useState<SignInMethod>("password");
  const [typed, setTyped] = useState<SignInInputs>(() => ({
    username: user ?? connection.lastUser ?? "",
    password: "",
    unit: connection.unit ?? "",
    webApiKey: "",
    keep: false,
  }));
  // Two keys may come before the page is drawn again.
  const under = useRef(false);
  const signIn = useMutation({
    mutationFn: commands.sessions.signIn,
    // The variables hold the password: the cache drops them with the form.
    gcTime: 0,
    onSuccess: async () => {
      await Promise.all([refreshSnapshot(), refreshRequests()]);
      onSignedIn();
    },
    onSettled: () => {
      under.current = false;
    },
  });
  return {
    way,
    setWay: (next: SignInMethod) => {
      signIn.reset();
      setWay(next);
    },
    typed,
    change: (change: Partial<SignInInputs>) => setTyped((last) => ({ ...last, ...change })),
    submit: () => {
      if (under.current) return;
      under.current = true;
      signIn.mutate(requestOf(connection.id, way, typed));
    },
    busy: signIn.isPending,
    problem: signIn.error ? asProblem(signIn.error) : null,
  };
}

function requestOf(connection: string, way: SignInMethod, typed: SignInInputs): SignIn {
  const unit = typed.unit.trim() || null;
  if (way === "webApiKey") {
    return { with: way, connection, webApiKey: typed.webApiKey.trim(), unit, keep: typed.keep };
  }
  const { username, password, keep } = typed;
  return { with: way, connection, username: username.trim(), password, unit, keep };
}
