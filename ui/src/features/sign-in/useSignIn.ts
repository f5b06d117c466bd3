import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type Connection, commands, type SignIn } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshRequests, refreshSnapshot } from "../../api/queries";

export type Way = SignIn["with"];

export type Typed = {
  username: string;
  password: string;
  unit: string;
  webApiKey: string;
  keep: boolean;
};

/** What is typed on the sign-in form, and sending it. Nothing typed is lost when it fails. */
export function useSignIn(connection: Connection, user: string | null, onSignedIn: () => void) {
  const [way, setWay] = useState<Way>("password");
  const [typed, setTyped] = useState<Typed>(() => ({
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
    // What was handed over has the password: it is kept no longer than the form.
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
    setWay: (next: Way) => {
      signIn.reset();
      setWay(next);
    },
    typed,
    change: (change: Partial<Typed>) => setTyped((last) => ({ ...last, ...change })),
    submit: () => {
      if (under.current) return;
      under.current = true;
      signIn.mutate(requestOf(connection.id, way, typed));
    },
    busy: signIn.isPending,
    problem: signIn.error ? asProblem(signIn.error) : null,
  };
}

function requestOf(connection: string, way: Way, typed: Typed): SignIn {
  const unit = typed.unit.trim() || null;
  if (way === "webApiKey") {
    return { with: way, connection, webApiKey: typed.webApiKey.trim(), unit, keep: typed.keep };
  }
  const { username, password, keep } = typed;
  return { with: way, connection, username: username.trim(), password, unit, keep };
}
