const cards = [...document.querySelectorAll("article")];
const pressed = (card) => card.querySelector('[aria-pressed="true"]');
const tell = () => {
  const left = cards.filter((card) => !pressed(card)).length;
  document.querySelector("#left").textContent = left ? `${left} of ${cards.length} are open` : "All judged. Thank you.";
};
const judge = async (button) => {
  const card = button.closest("article");
  const verdict = button.dataset.verdict;
  const reply = await fetch("judgements", { method: "POST", body: JSON.stringify({ key: card.dataset.key, verdict }) });
  if (!reply.ok) return alert(`not stored: ${await reply.text()}`);
  for (const other of card.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  tell();
};
document.addEventListener("click", (event) => event.target.matches("button") && judge(event.target));
document.addEventListener("keydown", (event) => {
  const card = cards.find((one) => !pressed(one));
  const button = card?.querySelectorAll("button")[Number(event.key) - 1];
  if (button) judge(button).then(() => cards.find((one) => !pressed(one))?.scrollIntoView({ behavior: "smooth" }));
});
tell();
