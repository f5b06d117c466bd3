import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import { Icon } from "../../components/Icon";
import style from "./Toasts.module.css";

/** Something was done that shows nowhere on the page. `detail` is what it was done to, such as a file. */
export function tellDone(title: string, detail: string) {
  notifications.show({
    message: (
      <div className={style.grid} data-tone="ok">
        <Icon of={IconCircleCheck} />
        <span className={style.title}>{title}</span>
        <span />
        <bdi className={style.sub} dir="ltr" title={detail}>
          {detail}
        </bdi>
      </div>
    ),
    role: "status",
    autoClose: 10_000,
    withCloseButton: false,
    classNames: { root: style.toast, body: style.body, description: style.description },
  });
}
