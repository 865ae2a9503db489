// The conversation of six-replies.yaml, as someone who writes ink would write it. A choice
// whose text is the name of a variable stands for something the person types or rates; the
// host checks it, puts it into the variable and takes the choice.

VAR urge = 0
VAR urge_after = 0
VAR rounds = 0
VAR kind = ""
VAR need = ""

-> hello

=== hello ===
When a message wants out fast, one slow breath can make some room. It takes four minutes.
You can stop at any time, and the message stays yours to send.
-> before

=== before ===
How strong is the urge to send it, 0 to 10? A rough number is fine.
+ [urge] -> breath

=== breath ===
~ rounds = rounds + 1
Let one long breath go, as if through a straw. Your shoulders may drop with it.
-> again

=== again ===
That was round {rounds} of 3 at most. How is it now?
+ {rounds < 3} [Another round] -> breath
+ [Some room] -> which
+ [It feels worse] -> bye_worse

=== which ===
Under an urge there is often a need. Which comes nearest?
+ [Closeness]
  ~ kind = "Closeness"
  -> words
+ [Calm]
  ~ kind = "Calm"
  -> words
+ [Clarity]
  ~ kind = "Clarity"
  -> words

=== words ===
What would it look like today? A few words are enough.
+ [need]
  { kind != "" && need != "": -> said }
  -> after

=== said ===
So the need is {kind}, and in your words: {need}
-> after

=== after ===
How strong is the urge now, 0 to 10? Lower, the same or higher: any answer is fine.
+ [urge_after] -> decide

=== decide ===
{
  - urge_after < urge: -> bye_lower
  - urge_after > urge: -> bye_higher
  - urge_after == urge: -> bye_same
}
-> bye_plain

=== bye_lower ===
From {urge} to {urge_after}. You made that room by yourself, and someone you trust could hear of it.
-> END

=== bye_higher ===
From {urge} to {urge_after}. Thanks for saying so: a short walk or someone you trust may help more than breath.
-> END

=== bye_same ===
Still {urge_after}, and that is an honest answer. The need you named is worth telling someone you trust.
-> END

=== bye_plain ===
That was all of it, and someone you trust could hear of it, too.
-> END

=== bye_worse ===
Thanks for saying so. Feet on the floor, or a word with someone you trust, can help more than breath.
-> END
